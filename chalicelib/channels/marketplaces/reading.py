"""JSON bodies as models, moments as the platforms write them, and events told as readable text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from chalicelib.channels.contact import normalise_email, normalise_phone
from chalicelib.channels.fields import Fields, Line
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Customer, OrderReference

Read = TypeVar("Read", bound=Fields)

_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FIRST_MILLISECOND_STAMP: Final = 100_000_000_000
"""Seconds reach this in the year 5138; milliseconds had it in 1973."""


def read_json(model: type[Read], body: bytes) -> Read:
    """Raises ``MalformedPayload``."""
    return _read(model.model_validate_json, body)


def read_data(model: type[Read], data: object) -> Read:
    """A part of a body whose meaning another part decided. Raises ``MalformedPayload``."""
    return _read(model.model_validate, data)


def _read(validate: Callable[[Any], Read], given: object) -> Read:
    """A refusal names the fields only: what they hold may be personal."""
    try:
        return validate(given)
    except ValidationError as error:
        places = sorted({".".join(map(str, each["loc"])) or "body" for each in error.errors(include_input=False)})
    raise MalformedPayload(f"the body is not readable: {', '.join(places)}", fields=places)


def iso_moment(written: str | None) -> datetime | None:
    """ISO 8601; without an offset it is UTC. ``None`` for anything else."""
    try:
        moment = datetime.fromisoformat(written or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def unix_moment(stamp: int | None) -> datetime | None:
    """Seconds or milliseconds since 1970, told apart by size. ``None`` for what is no time."""
    if stamp is None or stamp <= 0:
        return None
    seconds = stamp / 1000 if stamp >= _FIRST_MILLISECOND_STAMP else stamp
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def told(headline: str, /, **facts: str | None) -> str:
    """The headline, then one line for every fact that is there; ``evidence_due`` is labelled ``Evidence due``."""
    lines = (f"{_label(name)}: {fact}" for name, fact in facts.items() if fact)
    return "\n".join((headline, *lines))


def plain_facts(data: Mapping[str, Any], *, without: Collection[str] = ()) -> dict[str, str]:
    """What a body holds beside the fields that are told already, as text by name. Numbers keep all their digits."""
    facts: dict[str, str] = {}
    for name, value in data.items():
        if name in without or value is None:
            continue
        if isinstance(value, dict):
            facts |= {f"{name} {inner}": fact for inner, fact in plain_facts(value).items()}
        else:
            facts[name] = value.strip() if isinstance(value, str) else to_json(value).decode()
    return facts


def _label(name: str) -> str:
    return _HUMP.sub(" ", name.replace("_", " ")).capitalize()


def person(
    *, identifier: str | None = None, name: str | None = None, phone: str | None = None, email: str | None = None
) -> Customer:
    """Contacts as the platform wrote them, made comparable; one that is unusable is left out."""
    return Customer(
        id=identifier,
        name=name,
        phone=normalise_phone(phone) if phone else None,
        email=normalise_email(email) if email else None,
    )


def full_name(first: Line, last: Line) -> str | None:
    return " ".join(filter(None, (first, last))) or None


def order_of(number: str | None, platform: str) -> OrderReference | None:
    return OrderReference(number=number, platform=platform) if number else None
