"""Answers and forwards as many mail programs write them, beyond the shared samples."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.channels.email.forwarding import find_forwarded
from chalicelib.channels.email.quoting import cut_quote

from .samples_here import texts

clients = pytest.mark.parametrize("sample", texts("clients.json"), ids=lambda sample: str(sample["client"]))
forwards = pytest.mark.parametrize("sample", texts("client-forwards.json"), ids=lambda sample: str(sample["client"]))


@clients
def test_what_is_new(sample: dict[str, Any]) -> None:
    assert cut_quote(sample["text"]).new == sample["expect"]


@clients
def test_windows_line_ends_and_no_break_spaces_change_nothing(sample: dict[str, Any]) -> None:
    text = sample["text"].replace(" <", "\u00a0<")
    assert cut_quote(text).new == sample["expect"].replace("\u00a0", " ")


@clients
def test_nothing_vanishes(sample: dict[str, Any]) -> None:
    cut = cut_quote(sample["text"])
    assert sorted(f"{cut.new}\n{cut.quoted or ''}".split()) == sorted(sample["text"].split())


@forwards
def test_who_wrote_it_first(sample: dict[str, Any]) -> None:
    found = find_forwarded(sample["body"], subject=sample["subject"])
    assert found is not None
    assert (found.name, found.address, found.subject) == ("小红", "xiaohong@example.org", "杯子碎了")
    assert found.body.strip("> \n") == "杯子到的时候已经碎了，要求退款。"


@pytest.mark.parametrize("sample", texts("client-forwards.json")[:3], ids=lambda sample: str(sample["client"]))
def test_an_answer_with_the_same_block_is_no_forward(sample: dict[str, Any]) -> None:
    body = sample["body"].replace("转发", "原始")
    assert find_forwarded(body, subject="Re: 杯子碎了") is None
