"""``python -m tools entitle``: one answer a line, one table for expected answers."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from tools.entitle import main

CASES: Final = Path(__file__).parents[1] / "policies" / "cases"
FACTS: Final = {
    "jurisdiction": "CN",
    "issue": "no_reason",
    "buyer": "consumer",
    "channel": "online",
    "product": "blanket",
    "order_date": "2026-06-01",
    "signed_on": "2026-06-03",
    "price_paid": "149.00",
    "claim_at": "2026-06-05T10:00:00",
}


class Streams:
    """Standard input and output as bytes."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def run(
    monkeypatch: pytest.MonkeyPatch, *rows: Any, arguments: tuple[str, ...] = ()
) -> tuple[int, list[dict[str, Any]]]:
    target = Streams(b"")
    monkeypatch.setattr(sys, "stdin", Streams("\n".join(json.dumps(row) for row in rows).encode()))
    monkeypatch.setattr(sys, "stdout", target)
    status = main(list(arguments))
    monkeypatch.undo()
    return status, [json.loads(line) for line in target.buffer.getvalue().splitlines()]


def test_an_answer_has_the_shape_of_the_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    status, [told] = run(monkeypatch, {"id": "a", "facts": FACTS})
    assert status == 0
    assert told["id"] == "a"
    assert told["entitled"] == ["return_refund"]
    assert told["deadlines"] == [
        {"what": "send return notice", "by": "consumer", "nominal": "2026-06-10", "effective": "2026-06-10"}
    ]
    assert told["freight"] == {"payer": "consumer", "detail": "consumer"}
    assert (told["rules"], told["amounts"], told["flags"]) == (["CN-7D"], {"refund": "149.00"}, [])
    assert {"rule", "state", "because"} <= told["trace"][0].keys()


def test_words_come_in_the_language_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    _, [told] = run(monkeypatch, {"id": 1, "facts": FACTS}, arguments=("--language", "zh-Hant"))
    assert told["deadlines"][0]["what"] == "發出退貨通知"
    assert "七日內可以無理由退貨" in told["rules_in_words"][0]


def test_one_unreadable_fact_hides_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, [told] = run(monkeypatch, {"id": "a", "facts": FACTS | {"gift_returned": "maybe"}})
    assert told["entitled"] == ["return_refund"]
    assert "a: left out: {'gift_returned': 'write true or false'}" in capsys.readouterr().err


def test_without_what_every_case_needs_the_line_says_so_and_the_next_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    status, told = run(monkeypatch, {"id": "a", "facts": {"jurisdiction": "CN"}}, {"id": "b", "facts": FACTS})
    assert status == 0
    assert told[0]["fields"].keys() == {"claim_at", "issue"}
    assert told[1]["entitled"] == ["return_refund"]


def test_a_line_without_facts_stops(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = run(monkeypatch, {"id": "a"})
    assert status == 2
    assert "line 1: 'facts' is missing" in capsys.readouterr().err


def test_the_table_of_exact_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", str(CASES / "reference.jsonl")]) == 0
    printed = capsys.readouterr().out
    assert "Cases of reference.jsonl" in printed
    assert "deadlines" in printed


def test_the_table_tells_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text(json.dumps({"id": "x", "facts": FACTS, "expected": {"entitled": ["exchange"]}}), encoding="utf-8")
    assert main(["--check", str(wrong)]) == 1
    assert "x: entitled: expected {'exchange'}, answered {'return_refund'}" in capsys.readouterr().out
