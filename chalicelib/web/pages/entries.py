"""What people may type on our pages and what is wrong with it, as codes that each language words in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from chalicelib.channels.contact import normalise_email, normalise_phone
from chalicelib.channels.form.payload import TEXT_LENGTH
from chalicelib.model.survey import Question, Solved

LONGEST: Final = {  # in the order of the page
    "text": TEXT_LENGTH,
    "subject": 200,
    "email": 254,
    "phone": 40,
    "name": 80,
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


class EntryError(StrEnum):
    REQUIRED = "required"
    TOO_LONG = "too_long"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"
    FILE_TYPE = "file_type"
    FILE_SIZE = "file_size"
    FILE_GONE = "file_gone"
    FILES_MANY = "files_many"
    PERSON = "person"


_CONTACTS: Final = (
    ("email", normalise_email, EntryError.EMAIL),
    ("phone", normalise_phone, EntryError.PHONE),
)


def form_errors(values: Mapping[str, str]) -> dict[str, EntryError]:
    """Field → what to put right, in the order of the page; empty when the form can be accepted."""
    errors = {name: EntryError.TOO_LONG for name, most in LONGEST.items() if len(values.get(name, "")) > most}
    if not values.get("text", "").strip():
        errors["text"] = EntryError.REQUIRED
    errors |= {
        name: code
        for name, read, code in _CONTACTS
        if (typed := values.get(name, "").strip()) and name not in errors and read(typed) is None
    }
    return {name: errors[name] for name in LONGEST if name in errors}


OPTIONAL: Final = (
    Question.ATTITUDE,
    Question.EFFICIENCY,
    Question.RESULT,
    Question.EFFORT,
    Question.RECOMMEND,
)
"""Questions with numbers that may be left out."""


def choices(question: Question) -> tuple[str, ...]:
    return tuple(str(number) for number in question.scale or ())


def survey_errors(values: Mapping[str, str]) -> dict[str, EntryError]:
    errors = {}
    if values.get("score") not in SCORES:
        errors["score"] = EntryError.CHOICE
    if values.get("solved") not in tuple(Solved):
        errors["solved"] = EntryError.CHOICE
    for question in OPTIONAL:
        if (given := values.get(question, "")) and given not in choices(question):
            errors[question.value] = EntryError.CHOICE
    if len(values.get("text", "")) > LONGEST_SURVEY_TEXT:
        errors["text"] = EntryError.TOO_LONG
    return errors
