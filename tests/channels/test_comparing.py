"""What is secret is compared in one place, so that nobody has to look for a ``==`` that tells by its speed."""

from __future__ import annotations

import hmac
from pathlib import Path

import pytest

from chalicelib.channels.signing import any_is, require_match
from chalicelib.model.errors import SignatureInvalid

ROOT = Path(__file__).parents[2]
COMPARING = {"chalicelib/channels/signing.py", "chalicelib/model/tokens.py"}
"""The second lies on the lowest floor and compares bytes of our own tokens."""


def test_secrets_are_compared_in_one_place_per_floor() -> None:
    sources = (path for path in (ROOT / "chalicelib").rglob("*.py"))
    comparing = {str(path.relative_to(ROOT)) for path in sources if "compare_digest" in path.read_text("utf-8")}
    assert comparing == COMPARING


def test_every_expected_value_is_compared_whichever_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    original = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append(other)
        return original(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    for offered, fits in (("a", True), ("c", True), ("签", False), ("\ud800", False), ("", False)):
        compared.clear()
        assert any_is(offered, ["a", "b", "c"]) is fits
        assert compared == [b"a", b"b", b"c"]


def test_nothing_fits_where_nothing_is_expected() -> None:
    with pytest.raises(SignatureInvalid):
        require_match("", [])
