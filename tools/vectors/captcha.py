"""``captcha.json``: what Turnstile and hCaptcha say to their test keys, as the one machine plays them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from chalicelib.channels.form.captcha import PROVIDERS, Captcha, CaptchaRefused, require_person
from chalicelib.model.ports import HttpAnswer
from infra.local.siteverify import TURNSTILE_TOKEN, verdict

from .replay import Vector, differences


class _Provider:
    """Answers, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str | None, dict[str, str]]] = []

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        fields = {name: values[-1] for name, values in parse_qs((body or b"").decode()).items()}
        self.asked.append((method, url, (headers or {}).get("Content-Type"), fields))
        return verdict(url, body or b"")


def replay(vector: Vector) -> Sequence[str]:
    name = vector["name"].partition("-")[0]
    token = vector.get("token", TURNSTILE_TOKEN)
    captcha = Captcha(provider=PROVIDERS[name], site_key=vector.get("sitekey", ""), secrets=(vector["secret"],))
    provider, error = _Provider(), None
    try:
        require_person(captcha, token, address="", http=provider)
    except CaptchaRefused as refused:
        error = refused.error
    [(method, url, content_type, fields)] = provider.asked
    return differences(
        success=(error is None, vector["expect"]["success"]),
        error=(error, vector["expect"].get("error")),
        call=((method, url), ("POST", captcha.provider.verify_url)),
        type=(content_type, "application/x-www-form-urlencoded"),
        secret=(fields.get("secret"), vector["secret"]),
        response=(fields.get("response"), token),
    )
