"""Fields of JSON bodies that several channels share. Blank counts as absent; a refusal says what would be right."""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta, timezone
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chalicelib.model.message import Attachment

from .contact import normalise_email, normalise_phone

CHINA: Final = timezone(timedelta(hours=8))

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?", re.ASCII)


def _absent_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _one_line(value: str | None) -> str | None:
    return None if value is None else " ".join(value.split())


def _phone(value: str | None) -> str | None:
    if value is None:
        return None
    if (number := normalise_phone(value)) is None:
        raise PydanticCustomError("phone", "a phone number is 5 to 20 digits, for example +86 138 0000 0000")
    return number


def _email(value: str | None) -> str | None:
    if value is None:
        return None
    if (address := normalise_email(value)) is None:
        raise PydanticCustomError("email", "one e-mail address, for example name@example.com")
    return address


def _language(value: str | None) -> str | None:
    if value is None:
        return None
    if not _LANGUAGE.fullmatch(value.strip()):
        raise PydanticCustomError("language", "a BCP 47 language tag, for example zh-Hans or en-GB")
    language, *rest = value.strip().split("-")
    return "-".join((language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)))


def _in_china(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=CHINA) if value is not None and value.tzinfo is None else value


def at_most(length: int) -> AfterValidator:
    """A limit on a field that may be absent."""

    def limited(value: str | None) -> str | None:
        if value is not None and len(value) > length:
            raise PydanticCustomError("too_long", "at most {length} characters", {"length": length})
        return value

    return AfterValidator(limited)


Line = Annotated[str | None, BeforeValidator(_absent_if_blank), AfterValidator(_one_line)]
"""Text on one line; a line break in a name or subject becomes a space."""
Phone = Annotated[str | None, BeforeValidator(_absent_if_blank), AfterValidator(_phone)]
Email = Annotated[str | None, BeforeValidator(_absent_if_blank), AfterValidator(_email)]
LanguageTag = Annotated[str | None, BeforeValidator(_absent_if_blank), AfterValidator(_language)]
ChinaTime = Annotated[datetime | None, BeforeValidator(_absent_if_blank), AfterValidator(_in_china)]
"""A time; without an offset it is China's."""


class Fields(BaseModel):
    """Fields we do not know are passed over, so that a sender may say more than we read. Numbers may stand for text,
    because senders write order numbers and ids either way.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="ignore", coerce_numbers_to_str=True)


class SentFile(Fields):
    """A file in a JSON body. ``content`` is its bytes in base64; without it only the file's existence is known."""

    name: Annotated[str, Field(max_length=255)] = "attachment"
    content_type: Annotated[str, Field(max_length=255)] = "application/octet-stream"
    size: Annotated[int, Field(ge=0)] | None = None
    content: str | None = Field(default=None, repr=False)

    def as_attachment(self, position: int) -> Attachment:
        part = None if self.content is None else position
        return Attachment(name=self.name, content_type=self.content_type, size=self.size, part=part)

    def as_bytes(self) -> bytes | None:
        """``None`` where nothing came, or no base64."""
        try:
            return None if self.content is None else base64.b64decode(self.content, validate=True)
        except ValueError:
            return None
