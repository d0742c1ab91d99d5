"""The parameters of approved notices (template messages, text messages), as the account's setting lays them out.

The platforms approve a fixed text with gaps. ``template_parameters`` is JSON, an object or an array as the platform
wants it, whose texts may hold ``{number}`` (of the complaint), ``{link}`` (of the page with the answer) and
``{token}`` (the last part of that link, where the fixed text holds the rest).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from chalicelib.model.effect import Effect
from chalicelib.model.errors import ConfigurationError, Undeliverable
from chalicelib.model.ports import ChannelAccount

T = TypeVar("T")
TEMPLATE_PARAMETERS: Final = "template_parameters"

_NAMED: Final = TypeAdapter(dict[str, str])
_LISTED: Final = TypeAdapter(list[str])


def named_parameters(effect: Effect, account: ChannelAccount) -> dict[str, str]:
    """Raises ``ConfigurationError`` for a setting that is no JSON object of texts, ``Undeliverable`` without a link."""
    laid_out, facts = _read(_NAMED, account, like='{"number": "{number}"}'), _facts(effect)
    return {name: _filled(text, facts) for name, text in laid_out.items()}


def listed_parameters(effect: Effect, account: ChannelAccount) -> list[str]:
    """Raises ``ConfigurationError`` for a setting that is no JSON array of texts, ``Undeliverable`` without a link."""
    laid_out, facts = _read(_LISTED, account, like='["{number}"]'), _facts(effect)
    return [_filled(text, facts) for text in laid_out]


def _facts(effect: Effect) -> Mapping[str, str]:
    if not effect.link:
        raise Undeliverable("a notice leads to the answer, and there is no page to lead to")
    return {"{number}": effect.complaint, "{link}": effect.link, "{token}": effect.link.rpartition("/")[2]}


def _filled(text: str, facts: Mapping[str, str]) -> str:
    for gap, value in facts.items():
        text = text.replace(gap, value)
    return text


def _read(shape: TypeAdapter[T], account: ChannelAccount, *, like: str) -> T:
    try:
        return shape.validate_json(account.setting(TEMPLATE_PARAMETERS))
    except ValidationError:
        raise ConfigurationError(
            f"{TEMPLATE_PARAMETERS} of {account.channel}/{account.account} is not of the form {like}"
        ) from None
