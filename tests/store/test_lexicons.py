"""Versions of a shop's lexicon: kept for ever and written once each."""

from __future__ import annotations

import pytest

from chalicelib.model.errors import StaleVersion
from chalicelib.model.lexicon import ShopLexicon
from chalicelib.store import Lexicons
from tests.store.shelf import Shelf
from tests.support.world import SHOP


def of_version(version: int) -> ShopLexicon:
    return ShopLexicon(version=version, hot_words=(f"词{version}",))


def test_a_version_is_written_once(shelf: Shelf) -> None:
    Lexicons(shelf.table).write(SHOP, of_version(1))
    with pytest.raises(StaleVersion):
        Lexicons(shelf.table).write(SHOP, ShopLexicon(version=1))
    assert Lexicons(shelf.table).newest(SHOP) == of_version(1)


def test_the_newest_is_the_highest_version_beyond_ten(shelf: Shelf) -> None:
    for version in range(1, 12):
        Lexicons(shelf.table).write(SHOP, of_version(version))
    assert Lexicons(shelf.table).newest(SHOP).version == 11
