"""The table of channels in the documentation is the one the channels declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.channels.registry import CHANNELS
from tools import feature_matrix


def test_the_table_is_fresh() -> None:
    assert feature_matrix.main(["--check"]) == 0, "run: python -m tools.feature_matrix"


def test_every_channel_has_a_row() -> None:
    rows = feature_matrix.matrix().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == list(CHANNELS)


def test_a_stale_table_is_noticed_and_rewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"before\n{feature_matrix.BEGIN}\nstale\n{feature_matrix.END}\nafter\n", "utf-8")
    monkeypatch.setattr(feature_matrix, "PAGE", page)
    assert feature_matrix.main(["--check"]) == 1
    assert "stale" in page.read_text("utf-8")
    assert feature_matrix.main([]) == 0
    assert feature_matrix.main(["--check"]) == 0
    written = page.read_text("utf-8")
    assert "stale" not in written
    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")


def test_a_page_without_the_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match="marks"):
        feature_matrix.refreshed("no marks here")
