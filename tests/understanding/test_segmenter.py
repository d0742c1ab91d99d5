from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding import segmenter


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in segmenter.words(text)]


def test_words_of_complaints_stay_whole() -> None:
    assert cut("快递员态度差，客服不回复") == ["快递员", "态度差", "，", "客服", "不回复"]


@given(st.text(max_size=80))
def test_words_leave_no_gap(text: str) -> None:
    assert "".join(cut(text)) == text


def test_a_prebuilt_dictionary_cuts_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "客服说七天无理由退货，可是快递费要我自己承担"
    before = cut(text)
    target = tmp_path / "dictionary.marshal"
    segmenter.build_dictionary(target)
    assert target.stat().st_size < 4_000_000
    monkeypatch.setattr(segmenter, "DICTIONARY", target)
    assert marshal.loads(target.read_bytes()) == segmenter._frequencies()
    segmenter._tokenizer.cache_clear()
    try:
        assert cut(text) == before
    finally:
        segmenter._tokenizer.cache_clear()


def test_no_cache_file_is_left_behind(tmp_path: Path) -> None:
    program = "from chalicelib.understanding.segmenter import words; words('没有缓存')"
    cut_once = subprocess.run(
        [sys.executable, "-c", program], check=True, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True
    )
    assert list(tmp_path.iterdir()) == []
    assert cut_once.stdout + cut_once.stderr == b""
