"""``python -m tools read-mail``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.read_mail import main

SAMPLES = Path(__file__).parents[1] / "channels" / "email" / "samples"
ALWAYS = {
    *("file", "from", "to", "subject", "date", "text", "quoted", "is_auto_reply", "is_bounce", "attachments"),
    *("message_id", "in_reply_to", "charset_repairs"),
}


def test_one_line_a_file_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(str(path) for path in SAMPLES.glob("*.eml"))
    assert main(files) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == files
    assert all(line.keys() >= ALWAYS for line in lines)


def test_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = SAMPLES.glob("s38_*.eml")
    main([str(path)])
    out = capsys.readouterr().out
    assert "石室诗士施氏" in out
    line = json.loads(out)
    assert (line["from"], line["from_name"]) == ("alice.fajianren@example.com", "艾莉絲 发件人")
    assert line["to"] == ["bob.shoujianren@example.com", "carol.shoujianren@example.com"]
    assert line["date"] == "2019-04-01T07:55:00+08:00"
    assert (line["message_id"], line["in_reply_to"]) == ("Message-Id-1@example.com", "Message-Id-0@example.com")
    assert [(file["name"], file["type"], file["size"]) for file in line["attachments"]][2] == (
        "attached-json-filename.json",
        "application/json",
        13,
    )


def test_a_forward_names_its_author(capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = SAMPLES.glob("s21_*.eml")
    main([str(path)])
    assert json.loads(capsys.readouterr().out)["original_sender"] == "xxxxxxxx@xxx.com"


@pytest.mark.parametrize("content", [None, b"", b"\r\n"])
def test_what_cannot_be_read_is_named(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mail.eml"
    if content is not None:
        path.write_bytes(content)
    assert main([str(path)]) == 2
    assert "mail.eml" in capsys.readouterr().err


def test_without_files_it_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
    assert main(["--help"]) == 0
    assert "usage" in capsys.readouterr().out
