"""The SMTP intake against a real client."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from chalicelib.channels.email.reading import read_mail
from chalicelib.model.errors import MalformedPayload, TooLarge, Upstream
from infra.local.smtp import WORKERS, SmtpIntake

SAMPLES = Path(__file__).parents[2] / "channels" / "email" / "samples"
MAIL = b"From: a@b.example\r\nSubject: x\r\n\r\nhello\r\n"
Taken = tuple[bytes, str, list[str]]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def _listening(accept: Callable[[bytes, str, list[str]], None], *, max_bytes: int = 1_000_000) -> Iterator[int]:
    port = _free_port()
    intake = SmtpIntake("127.0.0.1", port, accept, max_bytes)
    intake.start()
    try:
        yield port
    finally:
        intake.stop()


def _send(port: int, raw: bytes = MAIL, *, sender: str = "a@b.example", options: tuple[str, ...] = ()) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail(sender, ["support@shop.example", "other@shop.example"], raw, mail_options=options)


def test_a_mail_arrives_with_its_envelope() -> None:
    taken: list[Taken] = []
    with _listening(lambda *mail: taken.append(mail)) as port:
        _send(port)
    assert taken == [(MAIL, "a@b.example", ["support@shop.example", "other@shop.example"])]


def test_a_bounce_has_an_empty_sender() -> None:
    taken: list[Taken] = []
    with _listening(lambda *mail: taken.append(mail)) as port:
        _send(port, sender="")
    assert taken[0][1] == ""


@pytest.mark.parametrize(
    ("name", "first_line"),
    [
        ("s38_test-chinese-multipart-mixed-gb18030-over-base64.eml", "石室诗士施氏，嗜狮，誓食十狮。"),
        ("s39_test-chinese-plaintext-gbk-over-quoted-printable.eml", "石室诗士施氏，嗜狮，誓食十狮。"),
        ("s42_mail-test-12.eml", "你好！我公司可代开各类增值税发票"),
        ("s05_iphone.eml", "Hello"),
    ],
)
def test_sample_mails_arrive_readable(name: str, first_line: str) -> None:
    taken: list[Taken] = []
    with _listening(lambda *mail: taken.append(mail)) as port:
        _send(port, (SAMPLES / name).read_bytes(), options=("BODY=8BITMIME",))
    assert read_mail(taken[0][0]).text.startswith(first_line)


def test_internationalised_addresses_and_8_bit_bodies_are_offered() -> None:
    with _listening(lambda *_: None) as port, smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.ehlo()
        assert {"smtputf8", "8bitmime"} <= set(client.esmtp_features)
        assert client.esmtp_features["size"] == "1000000"


@pytest.mark.parametrize(
    ("failure", "code"),
    [(Upstream("queue"), 451), (OSError("disk full"), 451), (TooLarge("big"), 552), (MalformedPayload("empty"), 554)],
)
def test_what_is_not_durable_is_not_acknowledged(failure: Exception, code: int) -> None:
    def fail(*_: object) -> None:
        raise failure

    with _listening(fail) as port, pytest.raises(smtplib.SMTPDataError) as caught:
        _send(port)
    assert caught.value.smtp_code == code


def test_an_unforeseen_failure_is_no_acknowledgement_either() -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("bug")

    with _listening(fail) as port, pytest.raises(smtplib.SMTPDataError) as caught:
        _send(port)
    assert caught.value.smtp_code >= 400


def test_a_mail_too_large_is_refused() -> None:
    taken: list[Taken] = []
    with _listening(lambda *mail: taken.append(mail), max_bytes=1_000) as port:
        with pytest.raises(smtplib.SMTPException) as caught:
            _send(port, MAIL + b"x" * 2_000)
        assert "552" in str(caught.value)
    assert not taken


def test_very_long_lines_are_taken() -> None:
    taken: list[Taken] = []
    with _listening(lambda *mail: taken.append(mail)) as port:
        _send(port, MAIL + "退款".encode() * 10_000 + b"\r\n")
    assert len(taken[0][0]) > 60_000


def test_the_answer_waits_until_the_mail_is_durable() -> None:
    durable = threading.Event()
    order: list[str] = []

    def accept(*_: object) -> None:
        durable.wait(30)
        order.append("durable")

    with _listening(accept) as port, ThreadPoolExecutor(1) as pool:
        sending = pool.submit(_send, port)
        time.sleep(0.2)
        assert not sending.done()
        durable.set()
        sending.result(30)
        order.append("acknowledged")
    assert order == ["durable", "acknowledged"]


def test_slow_mails_do_not_hold_up_each_other() -> None:
    everybody = threading.Barrier(WORKERS)
    with _listening(lambda *_: _meet(everybody)) as port, ThreadPoolExecutor(WORKERS) as pool:
        for sending in [pool.submit(_send, port) for _ in range(WORKERS)]:
            sending.result(30)
    assert not everybody.broken


def _meet(everybody: threading.Barrier) -> None:
    everybody.wait(20)


def test_many_mails_at_once_all_arrive_once() -> None:
    taken: list[Taken] = []
    with _listening(lambda *mail: taken.append(mail)) as port, ThreadPoolExecutor(8) as pool:
        mails = [MAIL + f"{number}\r\n".encode() for number in range(60)]
        list(pool.map(lambda raw: _send(port, raw), mails))
    assert sorted(raw for raw, _, _ in taken) == sorted(mails)


def test_a_taken_port_is_said_at_once() -> None:
    with _listening(lambda *_: None) as port:
        second = SmtpIntake("127.0.0.1", port, lambda *_: None, 1_000)
        with pytest.raises(OSError, match="address already in use"):
            second.start()
