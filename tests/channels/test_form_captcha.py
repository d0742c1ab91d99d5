"""Asking Turnstile and hCaptcha: the call to the letter, and what every answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qs

import pytest

from chalicelib.channels.form.captcha import (
    LONGEST_TOKEN,
    PROVIDERS,
    Captcha,
    CaptchaRefused,
    captcha_of,
    require_person,
)
from chalicelib.model.errors import ConfigurationError, Upstream
from chalicelib.model.ports import ChannelAccount, HttpAnswer

TOKEN: Final = "token & more"
CAPTCHAS: Final = {
    name: Captcha(provider=provider, site_key="site", secrets=("secret-1", "secret-0"))
    for name, provider in PROVIDERS.items()
}
GOOD: Final = {"success": True, "hostname": "desk.example", "action": "complaint"}


@dataclass
class Provider:
    answers: list[Any]
    asked: list[tuple[str, str, Mapping[str, str], dict[str, str]]] = field(default_factory=list)

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        fields = {name: value for name, [value] in parse_qs((body or b"").decode()).items()}
        self.asked.append((method, url, headers or {}, fields))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return HttpAnswer(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())


def asked(captcha: Captcha, *answers: Any, token: str | None = TOKEN) -> Provider:
    provider = Provider(list(answers))
    require_person(captcha, token, address="203.0.113.9", http=provider)
    return provider


def test_turnstile_is_asked_by_the_letter_and_again_about_the_same_token() -> None:
    [first], [again] = (asked(CAPTCHAS["turnstile"], GOOD).asked for _ in range(2))
    method, url, headers, fields = first
    assert (method, url) == ("POST", "https://challenges.cloudflare.com/turnstile/v0/siteverify")
    assert headers == {"Content-Type": "application/x-www-form-urlencoded"}
    key = fields.pop("idempotency_key")
    assert fields == {"secret": "secret-1", "response": TOKEN, "remoteip": "203.0.113.9"}
    assert again[3]["idempotency_key"] == key


def test_hcaptcha_is_asked_by_the_letter() -> None:
    [(_, url, _, fields)] = asked(CAPTCHAS["hcaptcha"], {"success": True}).asked
    assert url == "https://api.hcaptcha.com/siteverify"
    assert fields == {"secret": "secret-1", "response": TOKEN, "remoteip": "203.0.113.9", "sitekey": "site"}


@pytest.mark.parametrize("name", CAPTCHAS)
def test_a_secret_that_rotates_out_still_counts(name: str) -> None:
    provider = asked(CAPTCHAS[name], {"success": False, "error-codes": ["invalid-input-secret"]}, GOOD)
    assert [fields["secret"] for *_, fields in provider.asked] == ["secret-1", "secret-0"]


@pytest.mark.parametrize("name", CAPTCHAS)
def test_a_secret_that_the_provider_does_not_know_is_loud(name: str) -> None:
    unknown = {"success": False, "error-codes": ["invalid-input-secret"]}
    with pytest.raises(ConfigurationError) as raised:
        asked(CAPTCHAS[name], unknown, unknown)
    assert "secret-1" not in str(raised.value)


@pytest.mark.parametrize(
    "answer",
    [
        {"success": False, "error-codes": ["timeout-or-duplicate"]},
        {"success": False, "error-codes": []},
        {"success": False},
    ],
)
def test_no_is_no(answer: dict[str, Any]) -> None:
    with pytest.raises(CaptchaRefused) as raised:
        asked(CAPTCHAS["turnstile"], answer)
    assert raised.value.error in ("timeout-or-duplicate", "invalid-input-response")


@pytest.mark.parametrize("token", [None, "", "x" * (LONGEST_TOKEN + 1)])
def test_what_can_be_no_token_is_not_asked_about(token: str | None) -> None:
    provider = Provider([])
    with pytest.raises(CaptchaRefused):
        require_person(CAPTCHAS["turnstile"], token, address="", http=provider)
    assert provider.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"",
        b"[]",
        b'"yes"',
        {"success": "true"},
        {},
        {"success": False, "error-codes": ["internal-error"]},
        Upstream("no answer"),
    ],
)
def test_no_verdict_is_nobodys_fault(answer: Any) -> None:
    with pytest.raises(Upstream):
        asked(CAPTCHAS["turnstile"], answer)


@pytest.mark.parametrize("change", [{"hostname": "evil.example"}, {"action": "login"}, {"hostname": None}])
def test_a_token_of_another_site_or_for_something_else_does_not_count(change: dict[str, Any]) -> None:
    strict = replace(CAPTCHAS["turnstile"], hostname="desk.example")
    asked(strict, GOOD)
    with pytest.raises(CaptchaRefused):
        asked(strict, GOOD | change)


def test_an_account_half_set_up_is_loud() -> None:
    def account(settings: dict[str, str], **secrets: tuple[str, ...]) -> ChannelAccount:
        return ChannelAccount(channel="form", account="web", shop="demo", settings=settings, secrets=secrets)

    whole = {"captcha": "turnstile", "captcha_site_key": "k"}
    assert captcha_of(account({})) is None
    found = captcha_of(account(whole, captcha=("s",)))
    assert found is not None
    assert found.provider is PROVIDERS["turnstile"]
    for settings, secrets in (({"captcha": "other"}, ("s",)), ({"captcha": "hcaptcha"}, ("s",)), (whole, ())):
        with pytest.raises(ConfigurationError):
            captcha_of(account(settings, captcha=secrets))
