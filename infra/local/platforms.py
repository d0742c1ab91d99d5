"""The platforms' APIs of the one machine: nothing leaves it; what would have left is put into the mailbox."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Final
from urllib.parse import urlsplit

from chalicelib.model.errors import Upstream
from chalicelib.model.ports import HttpAnswer

from .mailbox import Mailbox

WECHAT: Final = "api.weixin.qq.com"
TOKEN: Final = frozenset({"/cgi-bin/token", "/cgi-bin/stable_token"})
SEND: Final = "/cgi-bin/message/custom/send"


class SimulatedPlatforms:
    """Answers the two calls of WeChat's API that we make, as WeChat does; everything else is not there."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        del method, headers
        target = urlsplit(url)
        if target.hostname != WECHAT or target.path not in (*TOKEN, SEND):
            raise Upstream(f"{target.hostname}{target.path} cannot be reached: this machine is on its own")
        if target.path in TOKEN:
            return HttpAnswer(200, b'{"access_token":"simulated","expires_in":7200}')
        self._keep(json.loads(body or b"{}"))
        return HttpAnswer(200, b'{"errcode":0,"errmsg":"ok"}')

    def _keep(self, message: dict[str, object]) -> None:
        """As a mail, so that there is one place to look. Every call is one message, as with WeChat."""
        text = json.dumps(message, ensure_ascii=False)
        content = message.get("text")
        letter = EmailMessage(policy=SMTP)
        key = secrets.token_hex(16)
        letter["From"] = "WeChat <wechat_oa@demo.example>"
        letter["To"] = f"{message.get('touser', 'follower')}@wechat.invalid"
        letter["Subject"] = "WeChat message"
        letter["Date"] = formatdate()
        letter["Message-ID"] = f"<{key}@wechat.invalid>"
        letter.set_content(str(content.get("content", text)) if isinstance(content, dict) else text)
        self._mailbox.send(
            raw=letter.as_bytes(),
            sender="wechat_oa@demo.example",
            recipients=[str(message.get("touser", "follower"))],
            idempotency_key=key,
        )
