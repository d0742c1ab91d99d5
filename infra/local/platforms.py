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

from chalicelib.alerts.robots import ROBOTS
from chalicelib.model.errors import Upstream
from chalicelib.model.ports import HttpAnswer

from . import siteverify
from .mailbox import Mailbox

WECHAT: Final = "api.weixin.qq.com"
TOKEN: Final = frozenset({"/cgi-bin/token", "/cgi-bin/stable_token"})
SEND: Final = "/cgi-bin/message/custom/send"
ROBOT_HOSTS: Final = {host: robot.name for robot in ROBOTS.values() for host in robot.hosts}


class SimulatedPlatforms:
    """Answers WeChat's two calls, the robots of supervisors' chats, and captchas about their test keys, as they do;
    everything else is not there.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        del method, headers
        if url in siteverify.ADDRESSES:
            return siteverify.verdict(url, body or b"")
        target = urlsplit(url)
        if robot := ROBOT_HOSTS.get(target.hostname or ""):
            self._keep(json.loads(body or b"{}"), sender=robot, recipient="supervisors")
            return HttpAnswer(200, b"ok" if robot == "slack" else b'{"code":0,"errcode":0}')
        if target.hostname != WECHAT or target.path not in (*TOKEN, SEND):
            raise Upstream(f"{target.hostname}{target.path} cannot be reached: this machine is on its own")
        if target.path in TOKEN:
            return HttpAnswer(200, b'{"access_token":"simulated","expires_in":7200}')
        message = json.loads(body or b"{}")
        self._keep(message, sender="wechat_oa", recipient=str(message.get("touser", "follower")))
        return HttpAnswer(200, b'{"errcode":0,"errmsg":"ok"}')

    def _keep(self, message: dict[str, object], *, sender: str, recipient: str) -> None:
        """As a mail, so that there is one place to look. Every call is one message, as with the platforms."""
        letter = EmailMessage(policy=SMTP)
        key = secrets.token_hex(16)
        letter["From"] = f"{sender} <{sender}@demo.example>"
        letter["To"] = f"{recipient}@{sender.replace('_', '-')}.invalid"
        letter["Subject"] = f"Message by {sender}"
        letter["Date"] = formatdate()
        letter["Message-ID"] = f"<{key}@{sender.replace('_', '-')}.invalid>"
        letter.set_content(_text(message))
        self._mailbox.send(
            raw=letter.as_bytes(),
            sender=f"{sender}@demo.example",
            recipients=[recipient],
            idempotency_key=key,
        )


def _text(message: dict[str, object]) -> str:
    """What a person would read: wherever the platform has it, else the whole message."""
    for name, inner in (("text", "content"), ("content", "text")):
        said = message.get(name)
        if isinstance(said, dict) and inner in said:
            return str(said[inner])
        if isinstance(said, str):
            return said
    return json.dumps(message, ensure_ascii=False)
