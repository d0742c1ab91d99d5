"""Mail over SMTP becomes readable complaints, once each."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from .client import Client, JsonObject, send_mail, until
from .runner import Runner

SAMPLES = Path(__file__).parents[1] / "channels/email/samples"
POEM = ("石室诗士施氏，嗜狮，誓食十狮。", "十时，适十狮适市。", "试释是事。")
SHARED = (b"<Message-Id-", b"<alice.")
"""Two of the samples carry the same ids, sender and subject: as they stand they are one conversation."""


def sample(number: str) -> bytes:
    """The bytes as they are, but for ids and a sender of their own."""
    (path,) = SAMPLES.glob(f"{number}_*.eml")
    raw = path.read_bytes()
    for shared in SHARED:
        raw = raw.replace(shared, f"<{number}-".encode())
    return raw


@pytest.fixture
def agent(machine: Runner) -> Iterator[Client]:
    with machine.client("agent") as client:
        yield client


def found(agent: Client, address: str) -> list[JsonObject]:
    """The complaints of a customer, as they are listed."""
    return list(agent.get(f"/v1/search?email={address}").json["items"])


@pytest.mark.parametrize(
    ("number", "address", "words"),
    [
        pytest.param("s38", "s38-fajianren@example.com", POEM, id="GB18030 over base64"),
        pytest.param("s39", "s39-fajianren@example.com", POEM, id="GBK over quoted-printable"),
        pytest.param("s05", "xxx@gmail.com", ("Hello",), id="reply from an iPhone"),
    ],
)
def test_a_mail_is_a_readable_complaint(
    machine: Runner, agent: Client, number: str, address: str, words: tuple[str, ...]
) -> None:
    send_mail(machine.smtp_port, sample(number))
    [listed] = until(lambda: found(agent, address), what=f"the complaint of {number}")
    [message] = agent.complaint(listed["id"])["messages"]
    assert all(word in message["text"] for word in words)
    assert "�" not in message["text"]


def test_a_mail_delivered_five_times_is_one_message(machine: Runner, agent: Client) -> None:
    address, port = "five.times@customer.example", machine.smtp_port
    raw = (
        f"From: 何 <{address}>\r\nTo: support@demo.example\r\nSubject: 五次\r\nMessage-ID: <five@customer.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n我的快递丢了，请查一下\r\n"
    ).encode()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: send_mail(port, raw), range(2)))
    for _ in range(3):
        send_mail(port, raw)
    send_mail(port, raw.replace(b"<five@", b"<after@").replace(b"<five.times@", b"<after.five@"))
    until(lambda: found(agent, "after.five@customer.example"), what="everything sent before to be processed")
    [listed] = found(agent, address)
    assert len(agent.complaint(listed["id"])["messages"]) == 1
