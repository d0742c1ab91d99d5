"""What JSON platforms share: reading fields, comparing signatures, calling an API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from chalicelib.channels.calling import post_json
from chalicelib.channels.documents import Document, read_document
from chalicelib.channels.signing import any_is, hmac_base64, hmac_hex
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, outlets
from .specimen import FAR_INTEGER


def test_ids_are_text_whatever_their_size() -> None:
    document = read_document(b'{"id": %d, "text": " x ", "flag": true, "none": null}' % FAR_INTEGER)
    assert document.text("id") == str(FAR_INTEGER)
    assert [document.text(name) for name in ("text", "flag", "none", "absent")] == ["x", "true", "", ""]
    assert [document.has(name) for name in ("id", "none", "absent")] == [True, False, False]


def test_what_is_absent_reads_as_nothing() -> None:
    assert Document().child("a").child("b").text("c") == ""
    assert Document().children("a") == ()
    assert not Document().is_true("a")


@pytest.mark.parametrize(
    "read",
    [
        lambda document: document.text("object"),
        lambda document: document.required("blank"),
        lambda document: document.child("list"),
        lambda document: document.children("object"),
        lambda document: document.children("list"),
        lambda document: document.moment("blank"),
        lambda document: document.moment("huge"),
    ],
)
def test_another_shape_is_malformed_and_names_the_field_only(read: Callable[[Document], object]) -> None:
    document = Document({"object": {"personal": 1}, "list": ["personal"], "blank": " ", "huge": "9" * 30})
    with pytest.raises(MalformedPayload) as raised:
        read(document)
    assert "personal" not in f"{raised.value!r} {raised.value.facts}"
    assert "personal" not in repr(document)


def test_moments_are_in_seconds_or_finer() -> None:
    document = Document({"s": "1704076325", "ms": 1704076325500})
    assert document.moment("s") == datetime(2024, 1, 1, 2, 32, 5, tzinfo=UTC)
    assert document.moment("ms", ticks_per_second=1000).microsecond == 500_000


def test_the_unknown_is_told_a_line_each() -> None:
    assert Document({"id": 1, "depth": 3, "words": "x", "gone": None}).told("id") == "depth: 3\nwords: x"


def test_signatures_by_published_examples() -> None:
    assert hmac_base64("channel_secret", b"bodybodybodybody") == "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k="
    assert hmac_hex("It's a Secret to Everybody", b"Hello, World!").startswith("757107ea0eb2509f")


@pytest.mark.parametrize(("offered", "fits"), [("b", True), ("c", False), ("", False), ("é", False), ("\ud800", False)])
def test_one_of_several_expected_values_will_do(offered: str, fits: bool) -> None:
    assert any_is(offered, ["a", "b"]) is fits


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]"])
def test_an_answer_that_is_no_object_says_nothing(body: bytes) -> None:
    answer = post_json(outlets(RecordedHttp([HttpAnswer(502, body)])), "https://api.example", {})
    assert (answer.status, answer.is_good, answer.said) == (502, False, Document())
