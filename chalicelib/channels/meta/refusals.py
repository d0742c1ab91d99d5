"""Which refusals of the Graph API are final.

https://developers.facebook.com/docs/messenger-platform/error-codes
https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from __future__ import annotations

from typing import Final

from chalicelib.channels.calling import ApiAnswer
from chalicelib.channels.documents import Document
from chalicelib.model.errors import Undeliverable, Upstream

_WINDOW: Final = "the 24 hours in which the platform takes a reply are over"
_NOBODY: Final = "the customer cannot be reached"
_CODES: Final = {
    100: "the platform does not take the message or knows nobody by that id",
    551: _NOBODY,
    131008: "the platform misses a field of the message",
    131009: "the platform does not take a field of the message",
    131021: "the customer's number is the shop's own",
    131026: _NOBODY,
    131047: _WINDOW,
    132000: "the parameters do not fit the template",
    132001: "the platform does not know the template in this language",
    132015: "the template is paused",
    132016: "the template is disabled",
    131051: "the platform does not take this kind of message",
}
_SUBCODES: Final = {2018001: _NOBODY, 2018065: _WINDOW, 2018108: _NOBODY, 2018278: _WINDOW}


def refusal(answer: ApiAnswer) -> Upstream | Undeliverable:
    """Rates, tokens and permissions may pass, and so may every code we do not know."""
    error = answer.said.fields.get("error")
    said = Document(error if isinstance(error, dict) else {})
    code, subcode = _number(said, "code"), _number(said, "error_subcode")
    if reason := _SUBCODES.get(subcode) or _CODES.get(code):
        return Undeliverable(reason, code=code, subcode=subcode)
    return Upstream(f"the platform answered {answer.status} ({code})", status=answer.status, code=code, subcode=subcode)


def _number(said: Document, name: str) -> int:
    value = said.fields.get(name)
    return value if isinstance(value, int) else 0
