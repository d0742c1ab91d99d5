"""Cloudflare Turnstile and hCaptcha: asking the provider whether a person filled in the form.

https://developers.cloudflare.com/turnstile/get-started/server-side-validation/ (read in 2026) and
https://docs.hcaptcha.com/#verify-the-user-response-server-side (from memory; see ``docs/channels/form.md``).
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from chalicelib.model.errors import ConfigurationError, InvalidInput, Upstream
from chalicelib.model.ports import ChannelAccount, Http

ACTION: Final = "complaint"
"""What Turnstile is told the check is for, so that a token from elsewhere does not count."""
LONGEST_TOKEN: Final = 2_048
SETTING: Final = "captcha"
SITE_KEY: Final = "captcha_site_key"
HOSTNAME: Final = "captcha_hostname"
SECRET: Final = "captcha"  # noqa: S105 - the name of one
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_BAD_SECRET: Final = frozenset(
    {"missing-input-secret", "invalid-input-secret", "sitekey-secret-mismatch", "invalid-or-already-seen-secret"}
)
_THEIR_FAULT: Final = frozenset({"internal-error"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """``field`` and ``mark`` are the form field and the class of its widget; ``sources`` are for the page's policy."""

    name: str
    verify_url: str
    script_url: str
    field: str
    mark: str
    sources: tuple[str, ...]
    repeats: bool
    """Takes an ``idempotency_key``, under which the same token may be asked about again."""


PROVIDERS: Final = {
    "turnstile": Provider(
        name="turnstile",
        verify_url="https://challenges.cloudflare.com/turnstile/v0/siteverify",
        script_url="https://challenges.cloudflare.com/turnstile/v0/api.js",
        field="cf-turnstile-response",
        mark="cf-turnstile",
        sources=("https://challenges.cloudflare.com",),
        repeats=True,
    ),
    "hcaptcha": Provider(
        name="hcaptcha",
        verify_url="https://api.hcaptcha.com/siteverify",
        script_url="https://js.hcaptcha.com/1/api.js",
        field="h-captcha-response",
        mark="h-captcha",
        sources=("https://hcaptcha.com", "https://*.hcaptcha.com"),
        repeats=False,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Captcha:
    """The check of one account, complete."""

    provider: Provider
    site_key: str
    secrets: tuple[str, ...]
    hostname: str | None = None
    action: str = ACTION


def captcha_of(account: ChannelAccount) -> Captcha | None:
    """``None`` for an account without one. Raises ``ConfigurationError`` for one half set up."""
    chosen = account.settings.get(SETTING, "")
    if not chosen:
        return None
    if chosen not in PROVIDERS:
        raise ConfigurationError(f"form account {account.account}: {SETTING} is one of {', '.join(PROVIDERS)}")
    return Captcha(
        provider=PROVIDERS[chosen],
        site_key=account.setting(SITE_KEY),
        secrets=account.secret(SECRET),
        hostname=account.settings.get(HOSTNAME) or None,
    )


class CaptchaRefused(InvalidInput):
    """``error`` is the provider's own word for it."""

    def __init__(self, error: str) -> None:
        super().__init__("the check whether a person sends this did not succeed", fields={"captcha": error})
        self.error = error


def require_person(captcha: Captcha, token: str | None, *, address: str, http: Http) -> None:
    """Raises ``CaptchaRefused`` when the provider says no, ``Upstream`` when it does not answer, and
    ``ConfigurationError`` when it knows none of our secrets.
    """
    if not token:
        raise CaptchaRefused("missing-input-response")
    if len(token) > LONGEST_TOKEN:
        raise CaptchaRefused("invalid-input-response")
    for secret in captcha.secrets:
        answer = _asked(captcha, token, secret=secret, address=address, http=http)
        wrong = frozenset(map(str, answer.get("error-codes") or ()))
        if wrong & _BAD_SECRET:
            continue
        if wrong & _THEIR_FAULT:
            raise Upstream(f"{captcha.provider.name} could not check: internal error")
        _require_success(captcha, answer, wrong=sorted(wrong))
        return
    raise ConfigurationError(f"{captcha.provider.name} knows none of the secrets '{SECRET}' of this form account")


def _asked(captcha: Captcha, token: str, *, secret: str, address: str, http: Http) -> dict[str, Any]:
    fields = {"secret": secret, "response": token}
    if address:
        fields["remoteip"] = address
    if captcha.provider.repeats:
        # A double click asks twice about one token, and both are the same person.
        fields["idempotency_key"] = str(uuid.uuid5(uuid.NAMESPACE_URL, token))
    else:
        fields["sitekey"] = captcha.site_key
    answer = http.request("POST", captcha.provider.verify_url, headers=_FORM, body=urlencode(fields).encode())
    try:
        read = json.loads(answer.body)
    except ValueError:
        read = None
    if not isinstance(read, dict) or not isinstance(read.get("success"), bool):
        raise Upstream(f"{captcha.provider.name} answered {answer.status} and no verdict")
    return read


def _require_success(captcha: Captcha, answer: dict[str, Any], *, wrong: list[str]) -> None:
    if answer["success"] is not True:
        raise CaptchaRefused(wrong[0] if wrong else "invalid-input-response")
    if captcha.hostname and answer.get("hostname") != captcha.hostname:
        raise CaptchaRefused("hostname-mismatch")
    if captcha.hostname and captcha.provider.repeats and answer.get("action") != ACTION:
        raise CaptchaRefused("action-mismatch")
