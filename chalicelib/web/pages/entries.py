"""What people may type on our pages and what is wrong with it, as codes that each language words in its own way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from chalicelib.model.survey import Solved

LONGEST: Final = {
    "text": 50_000,
    "subject": 200,
    "name": 80,
    "phone": 40,
    "email": 254,
    "order_platform": 40,
    "order_number": 80,
}
LONGEST_SURVEY_TEXT: Final = 5_000
PLATFORMS: Final = (
    "taobao",
    "tmall",
    "jd",
    "pinduoduo",
    "douyin",
    "kuaishou",
    "xiaohongshu",
    "wechat",
    "shop",
    "other",
)
SCORES: Final = ("1", "2", "3", "4", "5")
HONEYPOT: Final = "website"
"""A field no person sees; whoever fills it in is a machine."""

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_PHONE_DIGITS: Final = range(5, 21)


class EntryError(StrEnum):
    REQUIRED = "required"
    TOO_LONG = "too_long"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"


def form_errors(values: Mapping[str, str]) -> dict[str, EntryError]:
    """Field → what to put right, in the order of the page; empty when the form can be accepted."""
    errors = {name: EntryError.TOO_LONG for name, most in LONGEST.items() if len(values.get(name, "")) > most}
    if not values.get("text", "").strip():
        errors["text"] = EntryError.REQUIRED
    email, phone = values.get("email", "").strip(), values.get("phone", "").strip()
    if email and not _EMAIL.fullmatch(email):
        errors["email"] = EntryError.EMAIL
    if phone and sum(char.isdigit() for char in phone) not in _PHONE_DIGITS:
        errors["phone"] = EntryError.PHONE
    return {name: errors[name] for name in LONGEST if name in errors}


def survey_errors(values: Mapping[str, str]) -> dict[str, EntryError]:
    errors = {}
    if values.get("score") not in SCORES:
        errors["score"] = EntryError.CHOICE
    if values.get("solved") not in tuple(Solved):
        errors["solved"] = EntryError.CHOICE
    if len(values.get("text", "")) > LONGEST_SURVEY_TEXT:
        errors["text"] = EntryError.TOO_LONG
    return errors
