"""Peak mode: a dated switch per shop, kept as data in ``peak.yaml``. What it may never touch is in ``promises``."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from chalicelib.model.base import Instant, Word

from .datafile import Entries, packaged


class Season(Word):
    """Peak mode from ``since`` to ``until`` (not included), for the ``shops`` named, or for all.

    ``survey_percent`` is how many of a hundred resolved complaints are followed by a survey while it lasts.
    """

    id: str
    shops: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    since: Instant
    until: Instant
    survey_percent: Annotated[int, Field(ge=0, le=100)] = 100

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.until <= self.since:
            raise ValueError("until: a season ends after it began")
        return self

    def holds(self, shop: str, *, at: datetime) -> bool:
        return (self.shops is None or shop in self.shops) and self.since <= at < self.until


class PeakBook(Word):
    """One version of the seasons. Of several at once the first that holds counts."""

    version: str
    seasons: Entries[Season] = ()

    def season(self, shop: str, *, at: datetime) -> Season | None:
        return next((season for season in self.seasons if season.holds(shop, at=at)), None)


def is_peak(shop: str, *, at: datetime) -> bool:
    return peak_book().season(shop, at=at) is not None


def survey_percent(shop: str, *, at: datetime) -> int:
    season = peak_book().season(shop, at=at)
    return season.survey_percent if season else 100


@lru_cache(maxsize=1)
def peak_book() -> PeakBook:
    """The seasons in force."""
    return packaged("peak.yaml", PeakBook)
