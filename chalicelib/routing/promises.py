"""What is promised for each severity, kept as dated data in ``promises.yaml``."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from chalicelib.model.assessment import Severity
from chalicelib.model.base import Word
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION

from .calendars import calendar_names
from .datafile import Entries, packaged

PromisedKind = Literal["first_response", "next_update", "resolution"]
PROMISED_KINDS: Final[tuple[PromisedKind, ...]] = (FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION)


class Promise(Word):
    """``within`` is working time on ``calendar``."""

    id: str
    kind: PromisedKind
    severity: Severity
    within: Annotated[timedelta, Field(ge=timedelta(seconds=1))]
    calendar: str
    reason: str

    @field_validator("calendar")
    @classmethod
    def _calendar_exists(cls, calendar: str) -> str:
        if calendar not in calendar_names():
            raise ValueError(f"there is no calendar '{calendar}'")
        return calendar

    @property
    def target_seconds(self) -> int:
        return self.within // timedelta(seconds=1)


class PromiseBook(Word):
    """One version of the promises: exactly one for each severity and kind."""

    version: str
    promises: Entries[Promise]

    @model_validator(mode="after")
    def _every_severity_has_every_promise(self) -> Self:
        made = [(promise.severity, promise.kind) for promise in self.promises]
        for owed in ((severity, kind) for severity in Severity for kind in PROMISED_KINDS):
            if made.count(owed) != 1:
                raise ValueError(f"{' '.join(owed)} needs one promise, not {made.count(owed)}")
        return self

    def made_for(self, severity: Severity) -> dict[str, Promise]:
        """Kind of clock → promise."""
        return {promise.kind: promise for promise in self.promises if promise.severity is severity}

    def policy(self, promise: Promise) -> str:
        """The promise's id and the version of the file that made it, as clocks keep it."""
        return f"{promise.id}@{self.version}"

    def severity_of(self, policy: str) -> Severity | None:
        """The severity a clock's policy was made for, in whichever version; ``None`` when it is no longer known."""
        name, _, _ = policy.partition("@")
        return next((promise.severity for promise in self.promises if promise.id == name), None)


@lru_cache(maxsize=1)
def promise_book() -> PromiseBook:
    """The promises in force."""
    return packaged("promises.yaml", PromiseBook)
