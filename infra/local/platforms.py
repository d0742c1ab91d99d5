"""The platforms' APIs of the one machine: nothing leaves it; what would have left is put into the mailbox."""

from __future__ import annotations

import hashlib
import json
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


class SimulatedPlatforms:
    """Answers as WeChat's API does; every other host is not there."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        del method, headers
        target = urlsplit(url)
        if target.hostname != WECHAT:
            raise Upstream(f"{target.hostname} cannot be reached: this machine is on its own")
        if "token" in target.path:
            return HttpAnswer(200, b'{"access_token":"simulated","expires_in":7200}')
        self._keep(json.loads(body or b"{}"))
        return HttpAnswer(200, b'{"errcode":0,"errmsg":"ok"}')

    def _keep(self, message: dict[str, object]) -> None:
        """As a mail, so that there is one place to look."""
        text = json.dumps(message, ensure_ascii=False)
        content = message.get("text")
        letter = EmailMessage(policy=SMTP)
        key = hashlib.sha256(text.encode()).hexdigest()
        letter["From"] = "WeChat <wechat_oa@demo.example>"
        letter["To"] = f"{message.get('touser', 'follower')}@wechat.invalid"
        letter["Subject"] = "WeChat message"
        letter["Date"] = formatdate()
        letter["Message-ID"] = f"<{key[:24]}@wechat.invalid>"
        letter.set_content(str(content.get("content", text)) if isinstance(content, dict) else text)
        self._mailbox.send(
            raw=letter.as_bytes(),
            sender="wechat_oa@demo.example",
            recipients=[str(message.get("touser", "follower"))],
            idempotency_key=key,
        )
