"""The local mailbox keeps each mail once, byte for byte, with its envelope."""

import os
import threading
from pathlib import Path

import pytest

from chalicelib.model.errors import NotFound, Undeliverable
from infra.local.mailbox import Envelope, Mailbox


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mail")


def raw(name: str) -> bytes:
    return f"Message-ID: <{name}@example.com>\r\nSubject: =?utf-8?b?6Ki06aGY?=\r\n\r\n訴願\r\n".encode()


def send(mailbox: Mailbox, name: str, idempotency_key: str) -> str:
    return mailbox.send(
        raw=raw(name), sender="desk@example.com", recipients=["a@example.com"], idempotency_key=idempotency_key
    )


def test_mail_is_kept_byte_for_byte(mailbox: Mailbox) -> None:
    assert send(mailbox, "one", "k1") == "one@example.com"
    [name] = mailbox.list()
    assert mailbox.read(name) == raw("one")
    assert mailbox.envelope(name) == Envelope("desk@example.com", ("a@example.com",))


def test_the_same_key_is_sent_once_and_the_first_stays(mailbox: Mailbox) -> None:
    assert send(mailbox, "one", "k1") == "one@example.com"
    assert send(mailbox, "two", "k1") == "one@example.com"
    assert [mailbox.read(name) for name in mailbox.list()] == [raw("one")]


def test_concurrent_sends_of_one_key_make_one_mail(mailbox: Mailbox) -> None:
    together = threading.Barrier(8)
    answers: list[str] = []

    def send_one(number: int) -> None:
        together.wait()
        answers.append(send(mailbox, f"m{number}", "k1"))

    threads = [threading.Thread(target=send_one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [name] = mailbox.list()
    assert len(answers) == 8
    assert set(answers) == {mailbox.read(name).split(b">")[0].removeprefix(b"Message-ID: <").decode()}


def test_newest_comes_first(mailbox: Mailbox, tmp_path: Path) -> None:
    send(mailbox, "one", "k1")
    [first] = mailbox.list()
    send(mailbox, "two", "k2")
    os.utime(tmp_path / "mail" / first, (0, 0))
    assert [mailbox.read(name) for name in mailbox.list()] == [raw("two"), raw("one")]


@pytest.mark.parametrize("name", ["nope.eml", "../secret.eml", "0" * 64 + ".eml", "0" * 64 + ".json"])
def test_unknown_mail_is_not_found(mailbox: Mailbox, name: str) -> None:
    with pytest.raises(NotFound):
        mailbox.read(name)


def test_mail_without_message_id_is_refused(mailbox: Mailbox) -> None:
    with pytest.raises(Undeliverable):
        mailbox.send(
            raw=b"Subject: x\r\n\r\n", sender="a@example.com", recipients=["b@example.com"], idempotency_key="k"
        )
    assert mailbox.list() == []
