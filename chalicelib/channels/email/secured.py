"""Mail that is signed or encrypted: kept as it is, and said so (RFC 1847, RFC 8551, RFC 9580)."""

from __future__ import annotations

import re
from typing import Final

from .mime import Part
from .repairs import Repairs

_SMIME: Final = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_CLEAR: Final = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:\w+:[^\n]*\n)*\n?(.*?)\n?-----BEGIN PGP SIGNATURE-----"
    r".*?(?:-----END PGP SIGNATURE-----\n?|\Z)",
    re.DOTALL,
)
_DASHED: Final = re.compile(r"^- (?=-)", re.MULTILINE)
ENCRYPTED: Final = "encrypted, and not opened: ask for the text, or open the archived mail with the shop's own key"


def security_notes(root: Part) -> tuple[str, ...]:
    """What a reader has to know before believing that a mail is empty."""
    return tuple(dict.fromkeys(note for part in root.walk() if (note := _note(part))))


def without_armor(text: str, repairs: Repairs) -> str:
    """The text of an inline PGP signature alone; an encrypted block stays, with a note."""
    if "-----BEGIN PGP MESSAGE-----" in text:
        repairs.note(f"PGP: {ENCRYPTED}")
    clear = _CLEAR.search(text)
    if clear is None:
        return text
    repairs.note("PGP: signed; the signature is not checked")
    return text[: clear.start()] + _DASHED.sub("", clear[1]) + "\n" + text[clear.end() :]


def _note(part: Part) -> str | None:
    kind = part.parameters.get("smime-type", "").lower()
    if part.content_type in _SMIME:
        return "S/MIME: signed in a closed form, and not opened" if kind == "signed-data" else f"S/MIME: {ENCRYPTED}"
    if part.content_type == "multipart/encrypted":
        return f"PGP: {ENCRYPTED}"
    return None
