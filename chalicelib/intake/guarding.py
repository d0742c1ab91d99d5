"""Who may use the open door: limits for each address, a captcha where an account wants one, a form not older than a
day and not filled in faster than a person can.
"""

from __future__ import annotations

import ipaddress
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.channels.form.captcha import captcha_of, require_person
from chalicelib.model.errors import ConfigurationError, NotFound, Upstream
from chalicelib.model.identity import Clock
from chalicelib.model.ports import ChannelAccount, Http
from chalicelib.model.tokens import Signer
from chalicelib.store import Limits

FORM: Final = "form"
OLDEST: Final = timedelta(hours=24)
SIX_NET: Final = 64
"""Bits of an IPv6 address that belong to one household."""
logger = logging.getLogger(__name__)


class Door(StrEnum):
    """What is counted, each for itself; the value is the setting that limits it."""

    PAGE = "form_per_hour"
    API = "api_per_hour"
    UPLOAD = "uploads_per_hour"


PER_HOUR: Final = {Door.PAGE: 30, Door.API: 300, Door.UPLOAD: 200}
FILL_SECONDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    limits: Limits
    http: Http
    signer: Signer
    clock: Clock

    def count(self, account: ChannelAccount, door: Door, *, address: str) -> None:
        """Raises ``TooMany``. While the table cannot count, everybody may pass: a complaint is worth more."""
        most = number(account, door.value, PER_HOUR[door])
        if most == 0:
            return
        now = self.clock()
        name = self.signer.pseudonym("address", f"{now:%Y-%m-%d}", account.shop, door.value, _household(address))
        try:
            self.limits.count(name, most=most, now=now)
        except Upstream as error:
            logger.warning("not counted: %s", error.detail)

    def is_person(self, account: ChannelAccount, token: str | None, *, address: str) -> bool:
        """False when nobody could say. Raises ``CaptchaRefused`` and ``ConfigurationError``."""
        captcha = captcha_of(account)
        if captcha is None:
            return True
        try:
            require_person(captcha, token, address=address, http=self.http)
        except Upstream as error:
            logger.error("captcha not checked: %s", error.detail)
            return False
        return True

    def ticket(self, account: ChannelAccount, submission: str) -> str:
        """Goes out with a form and comes back with it."""
        return self.signer.sign(FORM, account.shop, submission, self.clock().isoformat())

    def submission(self, account: ChannelAccount, ticket: str) -> str | None:
        """The submission of a form that we gave out today, and that took its time to be filled in."""
        seconds = number(account, "fill_seconds", FILL_SECONDS)
        given = self._given(account, ticket)
        if given is None:
            return None if seconds or not ticket else ticket
        submission, age = given
        return submission if age >= timedelta(seconds=seconds) else None

    def is_ours(self, account: ChannelAccount, ticket: str) -> bool:
        """Whether the ticket may yet become good."""
        return self._given(account, ticket) is not None

    def _given(self, account: ChannelAccount, ticket: str) -> tuple[str, timedelta] | None:
        """The submission and how long ago its form was given out."""
        try:
            shop, submission, given = self.signer.read(FORM, ticket)
        except (NotFound, ValueError):
            return None
        age = self.clock() - datetime.fromisoformat(given)
        return (submission, age) if shop == account.shop and age < OLDEST else None


def number(account: ChannelAccount, setting: str, otherwise: int) -> int:
    """Raises ``ConfigurationError`` for a setting that is no whole number."""
    given = account.settings.get(setting, "").strip() or str(otherwise)
    if not (given.isascii() and given.isdecimal()):
        raise ConfigurationError(f"form account {account.account}: {setting} is a whole number, 0 for no limit")
    return int(given)


def _household(address: str) -> str:
    """One IPv4 address, or the network of an IPv6 one: whoever has one of it has all."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        return str(known.ipv4_mapped or ipaddress.ip_network((known, SIX_NET), strict=False))
    return str(known)
