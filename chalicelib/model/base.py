"""What every word shares: immutable, closed to unknown fields, times with an offset."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _with_offset(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time needs an offset, for example 2026-11-11T20:00:00+08:00")
    return value


Instant = Annotated[datetime, AfterValidator(_with_offset)]
"""A point in time, always with an offset (RFC 3339)."""


def stamp(moment: datetime) -> str:
    """Sorts as text the way the times sort."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Word(BaseModel):
    """A frozen value; an unknown field is an error, so a misspelling cannot pass unseen."""

    model_config = ConfigDict(
        frozen=True,
        hide_input_in_errors=True,
        extra="forbid",
        ser_json_bytes="base64",
        val_json_bytes="base64",
        ser_json_timedelta="float",
    )
