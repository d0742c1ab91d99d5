from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from tools.streams import stream


def run(text: str | bytes, answer: Callable[[dict[str, Any]], dict[str, Any]] | None = None) -> tuple[int, list[bytes]]:
    target = io.BytesIO()
    source = io.BytesIO(text.encode() if isinstance(text, str) else text)
    status = stream(answer or (lambda row: {"length": len(row["text"])}), source=source, target=target)
    return status, target.getvalue().splitlines()


def test_same_order_same_id() -> None:
    lines = "\n".join(json.dumps({"id": name, "text": name}) for name in ("b", "a", "c"))
    status, out = run(lines)
    assert status == 0
    assert [json.loads(line)["id"] for line in out] == ["b", "a", "c"]


def test_chinese_is_not_escaped_and_half_a_character_survives() -> None:
    status, (line,) = run('{"id":"1","text":"坏\\ud800"}', lambda row: {"again": row["text"]})
    assert status == 0
    assert "坏".encode() in line
    assert json.loads(line)["again"] == "坏\ud800"


def test_a_byte_order_mark_and_blank_lines_are_forgiven() -> None:
    assert run(b'\xef\xbb\xbf{"id":"1","text":"a"}\r\n\n')[0] == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('{"text":"a"}', "'id'"),
        ('{"id":"1"}', "'text'"),
        ('{"id":"1","text":5}', "'text'"),
        ('{"id":"1","text":"a","channel":5}', "'channel'"),
        (b'{"id":"1","text":"\xff"}', "not a JSON object in UTF-8"),
        ("[" * 100_000, "not a JSON object"),
    ],
)
def test_bad_input_is_named_by_line(line: str | bytes, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    good = b'{"id":"1","text":"a"}\n'
    status, out = run(good + (line.encode() if isinstance(line, str) else line) + b"\n" + good)
    assert (status, len(out)) == (2, 1)
    message = capsys.readouterr().err
    assert message.startswith("line 2:")
    assert said in message
