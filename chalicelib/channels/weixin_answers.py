"""Answers of the 微信 and 企业微信 server APIs, which share one form: JSON with an ``errcode``, zero for success.

https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from pydantic_core import from_json

from chalicelib.model.errors import NotFound, TooLarge, Upstream
from chalicelib.model.ports import HttpAnswer

from .base import Outlets

TOKEN_REFUSED: Final = frozenset({40001, 40014, 42001})
MARGIN: Final = timedelta(minutes=5)  # the platforms renew a token five minutes before it expires
_MAY_PASS: Final = frozenset({-1, 45009})
ASKING: Final = timedelta(seconds=20)
"""As long as a call can last: whoever died while asking is forgotten after it."""


def said_by(answer: HttpAnswer) -> Mapping[str, Any]:
    """The JSON object. Raises ``Upstream`` for anything else."""
    if answer.status != 200:
        raise Upstream(f"the platform answered {answer.status}", status=answer.status)
    try:
        said = from_json(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Upstream("the platform's answer is not a JSON object")
    return said


def media_in(answer: HttpAnswer) -> bytes:
    """The bytes of a picture, voice or file. A refusal is JSON, and so is the address that comes instead of a film.

    Raises ``NotFound`` when the platform has none, ``TooLarge`` or ``Upstream``.
    """
    if answer.status == 200 and not answer.body.lstrip().startswith(b"{"):
        if not answer.is_whole:
            raise TooLarge("the file is larger than is fetched")
        return answer.body
    said = said_by(answer)
    code = error_code(said)
    if code in TOKEN_REFUSED or code in _MAY_PASS:
        raise Upstream(f"the platform gave no file ({code})", errcode=code)
    raise NotFound(f"the platform gave no file ({code})", errcode=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """The token that all calls of one app or company share: kept until shortly before it ends, asked for by one.

    Whoever needs one while another asks for it gets ``Upstream`` and comes again, by then to a token that is there.
    """

    key: str
    outlets: Outlets
    ask: Callable[[], HttpAnswer]

    def value(self) -> str:
        """Raises ``Upstream``."""
        tokens, now = self.outlets.tokens, self.outlets.now
        if kept := tokens.get(self.key, now=now):
            return kept
        if not tokens.claim(self.key, now=now, until=now + ASKING):
            raise Upstream("another call is asking the platform for the access token")
        try:
            token, life = self._asked()
        except Upstream:
            self.forget()
            raise
        tokens.put(self.key, token, expires_at=now + life)
        return token

    def forget(self) -> None:
        """The platform refused it: the next call asks for another."""
        self.outlets.tokens.put(self.key, "", expires_at=self.outlets.now)

    def _asked(self) -> tuple[str, timedelta]:
        said = said_by(self.ask())
        token, seconds = said.get("access_token"), said.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            code = error_code(said)
            raise Upstream(f"the platform gave no access token ({code})", errcode=code)
        return token, max(timedelta(seconds=seconds) - MARGIN, timedelta())


def error_code(said: Mapping[str, Any]) -> int:
    """Zero for success, -1 for a code that is none."""
    code = said.get("errcode", 0)
    return code if isinstance(code, int) else -1
