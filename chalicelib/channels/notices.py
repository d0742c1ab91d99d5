"""Approved notices (template messages, text messages), as the account's settings lay them out.

The platforms approve a fixed text with gaps. ``template_parameters`` is JSON, an object or an array as the platform
wants it, whose texts may hold ``{number}`` (of the complaint), ``{link}`` (of the page with the answer) and
``{token}`` (the last part of that link, where the fixed text holds the rest). What is approved to tell of an answer may
not ask how somebody liked it, so surveys have a notice of their own: the same settings with ``survey_`` before them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self, TypeVar

from pydantic import TypeAdapter, ValidationError

from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.errors import ConfigurationError, Undeliverable
from chalicelib.model.ports import ChannelAccount

T = TypeVar("T")
TEMPLATE_PARAMETERS: Final = "template_parameters"

_OF_SURVEYS: Final = "survey_"
_SURVEYS: Final = frozenset({EffectKind.SURVEY, EffectKind.SURVEY_REMINDER})
_NAMED: Final = TypeAdapter(dict[str, str])
_LISTED: Final = TypeAdapter(list[str])


def with_surveys(*settings: str) -> tuple[str, ...]:
    """The settings of a notice, and those of the one for surveys."""
    return (*settings, *(f"{_OF_SURVEYS}{name}" for name in settings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The one of an account for one kind of message. ``prefix`` stands before the names of its settings."""

    account: ChannelAccount
    prefix: str = ""

    @classmethod
    def of(cls, account: ChannelAccount, kind: EffectKind) -> Self:
        return cls(account=account, prefix=_OF_SURVEYS if kind in _SURVEYS else "")

    @classmethod
    def at_hand(cls, account: ChannelAccount, kind: EffectKind, *, named_by: str) -> Self:
        """Where nothing but notices goes out: the usual one when there is no other. ``named_by`` is the setting that
        says which template it is.
        """
        own = cls.of(account, kind)
        return own if own.setting(named_by) else cls(account=account)

    def setting(self, name: str) -> str:
        """Empty when it is not set."""
        return self.account.settings.get(f"{self.prefix}{name}", "")

    def required(self, name: str) -> str:
        """Raises ``ConfigurationError`` when it is not set."""
        return self.account.setting(f"{self.prefix}{name}")

    def named_parameters(self, effect: Effect) -> dict[str, str]:
        """Raises ``ConfigurationError`` for a setting that is no JSON object of texts, ``Undeliverable`` without a
        link.
        """
        laid_out, facts = self._read(_NAMED, like='{"number": "{number}"}'), _facts(effect)
        return {name: _filled(text, facts) for name, text in laid_out.items()}

    def listed_parameters(self, effect: Effect) -> list[str]:
        """Raises ``ConfigurationError`` for a setting that is no JSON array of texts, ``Undeliverable`` without a
        link.
        """
        laid_out, facts = self._read(_LISTED, like='["{number}"]'), _facts(effect)
        return [_filled(text, facts) for text in laid_out]

    def _read(self, shape: TypeAdapter[T], *, like: str) -> T:
        try:
            return shape.validate_json(self.required(TEMPLATE_PARAMETERS))
        except ValidationError:
            raise ConfigurationError(
                f"{self.prefix}{TEMPLATE_PARAMETERS} of {self.account.channel}/{self.account.account} "
                f"is not of the form {like}"
            ) from None


def _facts(effect: Effect) -> Mapping[str, str]:
    if not effect.link:
        raise Undeliverable("a notice leads to the answer, and there is no page to lead to")
    return {"{number}": effect.complaint, "{link}": effect.link, "{token}": effect.link.rpartition("/")[2]}


def _filled(text: str, facts: Mapping[str, str]) -> str:
    for gap, value in facts.items():
        text = text.replace(gap, value)
    return text
