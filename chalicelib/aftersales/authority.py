"""How much goodwill somebody may give without asking. Data: ``authority.toml``. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import Field, TypeAdapter, ValidationError

from chalicelib.model.base import Word
from chalicelib.model.compensation import Compensation, CompensationState
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.identity import Principal, Role

FILE: Final = Path(__file__).with_name("authority.toml")
NOTHING: Final = Decimal("0.00")


class Limits(Word):
    """Of one complaint together, in one currency. An admin has none."""

    agent: Decimal = Field(ge=0)
    supervisor: Decimal = Field(ge=0)


class Authority(Word):
    """Currency → limits, and shop → currency → limits in their place."""

    limits: dict[str, Limits]
    shops: dict[str, dict[str, Limits]] = {}

    def limit_of(self, principal: Principal, currency: str) -> Decimal | None:
        """``None`` for somebody who may give any sum."""
        if Role.ADMIN in principal.roles:
            return None
        found = self.shops.get(principal.shop, {}).get(currency) or self.limits.get(currency)
        if found is None:
            return NOTHING
        if Role.SUPERVISOR in principal.roles:
            return found.supervisor
        return found.agent if Role.AGENT in principal.roles else NOTHING


@cache
def authority() -> Authority:
    """Raises ``ConfigurationError`` naming the place that is wrong."""
    return read_authority(FILE.read_text(encoding="utf-8"))


def read_authority(text: str) -> Authority:
    try:
        return TypeAdapter(Authority).validate_python(tomllib.loads(text))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{FILE.name}: {error}") from error


def given_freely(compensations: Iterable[Compensation], currency: str) -> Decimal:
    """All goodwill offered so far, so that a large sum cannot go out in small ones."""
    offered = (
        one.amount
        for one in compensations
        if one.basis == "goodwill" and one.currency == currency and one.state is CompensationState.OFFERED
    )
    return sum(offered, NOTHING)


def may_give(principal: Principal, total: Decimal, currency: str) -> bool:
    limit = authority().limit_of(principal, currency)
    return limit is None or total <= limit
