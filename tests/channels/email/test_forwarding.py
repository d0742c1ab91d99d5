"""Forwarded mail and who wrote it first."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.channels.email.forwarding import find_forwarded
from chalicelib.channels.email.reading import read_mail

from .samples_here import mail, raw, texts


@pytest.mark.parametrize("sample", texts("forwards.json"), ids=lambda sample: str(sample["id"]))
def test_samples(sample: dict[str, Any]) -> None:
    found = find_forwarded(sample["body"], subject=sample["subject"])
    assert found is not None
    first_line = found.body.split("\n")[0]
    assert {
        "from_name": found.name,
        "from_address": found.address,
        "subject": found.subject,
        "first_line": first_line,
    } == sample["expect"]


@pytest.mark.parametrize("sample", texts("forwards.json"), ids=lambda sample: str(sample["id"]))
def test_the_forwarded_text_is_new(sample: dict[str, Any]) -> None:
    read = read_mail(mail(sample["body"], Subject=sample["subject"]))
    assert sample["expect"]["first_line"] in read.text.split("\n")


@pytest.mark.parametrize("sample", texts("quoting.json"), ids=lambda sample: str(sample["id"]))
def test_a_reply_is_no_forward(sample: dict[str, Any]) -> None:
    assert find_forwarded(sample["text"], subject="回复：订单 8812") is None


def test_a_note_above_the_original_is_kept_apart() -> None:
    text = "请跟进\n\n---------- Forwarded message ---------\nFrom: Bob <bob@example.org>\nDate: x\nTo: y\n\nbroken"
    found = find_forwarded(text, subject="Fwd: mug")
    assert found is not None
    assert (found.note, found.body) == ("请跟进", "broken")


def test_an_attached_original() -> None:
    forwarded = read_mail(raw("s44")).forwarded
    assert forwarded is not None
    assert (forwarded.address, forwarded.subject) == ("example@example.com", "Test 5")


def test_a_spam_report_is_no_forward() -> None:
    assert read_mail(raw("s13")).forwarded is None


def test_forwarded_twice_is_credited_to_the_first_author() -> None:
    inner = "---------- Forwarded message ---------\nFrom: Carol <carol@example.org>\nDate: x\nTo: y\n\nbroken"
    text = f"---------- Forwarded message ---------\nFrom: Bob <bob@example.org>\nDate: x\nTo: y\n\n{inner}"
    found = find_forwarded(text, subject="Fwd: Fwd: mug")
    assert found is not None
    assert found.address == "carol@example.org"


@pytest.mark.parametrize("content_type", ["message/rfc822", "multipart/digest; boundary=b"])
def test_the_whole_mail_may_be_the_original(content_type: str) -> None:
    inner = "From: Carol <carol@example.org>\nSubject: y\n\nbroken\n"
    body = inner if content_type.startswith("message/") else f"--b\n\n{inner}--b--\n"
    read = read_mail(mail(body, Content_Type=content_type))
    assert read.forwarded is not None
    assert (read.forwarded.address, read.text, len(read.files)) == ("carol@example.org", "broken", 1)
