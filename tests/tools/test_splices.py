"""Texts made of parts of texts, kept as places."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tools.teaching import splices
from tools.teaching.splices import Piece, Splice

TEXTS = {
    "a": "发货很快，但是鞋子坏了，客服不理，再也不来。",
    "b": "杯子碎了。",
    "c": "The zip broke, nobody answers, but delivery was fast.",
}
"""Written for this test."""
GROUPS = {("zh-Hans", "quality"): ["a", "b"], ("en", "quality"): ["c"]}


@pytest.fixture
def drawn() -> list[Splice]:
    random.seed(3)
    return list(splices.draw(TEXTS, {**GROUPS, ("zh-Hant", "none"): ["b"]}, number=200))


def test_splices_are_whole_clauses_in_a_row(drawn: list[Splice]) -> None:
    edges = {
        name: {0, len(text), *(cut.start() for cut in splices._CUT.finditer(text))} for name, text in TEXTS.items()
    }
    for piece in (piece for splice in drawn for piece in splice.pieces):
        assert {piece.start, piece.end} <= edges[piece.name]
        assert piece.start < piece.end


def test_a_text_of_several_clauses_never_comes_whole(drawn: list[Splice]) -> None:
    assert Piece("a", 0, len(TEXTS["a"])) not in {piece for splice in drawn for piece in splice.pieces}


def test_languages_are_not_mixed(drawn: list[Splice]) -> None:
    for splice in drawn:
        assert len({piece.name == "c" for piece in splice.pieces}) == 1


def test_splices_survive_their_file(drawn: list[Splice], tmp_path: Path) -> None:
    taught = [Splice(splice.pieces, splice.joiner, bytes(range(10))) for splice in drawn]
    splices.write(taught, tmp_path / "splices.tsv.gz")
    assert splices.read(tmp_path / "splices.tsv.gz") == taught


def test_what_ships_holds_places_and_joiners_only() -> None:
    known = {joiner for joiners in splices._JOINERS.values() for joiner in joiners}
    for splice in splices.read():
        assert len(splice.odds) == 10
        assert splice.joiner in known or (len(splice.pieces) == 1 and not splice.joiner)
