"""A first start fills a small demo shop: complaints in three languages over every channel, through the real intake."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

import yaml

from chalicelib.intake.accept import accept
from chalicelib.model.delivery import Delivery

from . import files
from .accounts import MAIL_ADDRESS, SHOP
from .machine import Machine

STORIES: Final = Path(__file__).parent / "demo.yaml"
DONE: Final = "demo-filled"
PATIENCE_SECONDS: Final = 30.0
"""The first complaint waits for the dictionary to be read; whatever is still open then goes on in the background."""
Show = Callable[[int, int], None]


def fill(machine: Machine, *, show: Show) -> None:
    """Once in the life of a folder; an interrupted filling goes on where it was, because every story has its own id.

    ``show`` is told how many of how many are processed.
    """
    marker = machine.data / DONE
    if marker.exists():
        return
    stories: list[dict[str, Any]] = yaml.safe_load(STORIES.read_text("utf-8"))
    for number, story in enumerate(stories):
        _accept(machine, story, number=number)
    files.write(marker, str(len(stories)).encode())
    _watch(machine, len(stories), show)


def _watch(machine: Machine, accepted: int, show: Show) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := machine.intake.depth().waiting) and time.monotonic() < deadline:
        show(max(0, accepted - left), accepted)
        time.sleep(0.1)
    show(accepted - left, accepted)


def _accept(machine: Machine, story: dict[str, Any], *, number: int) -> None:
    now = machine.runtime.clock()
    if story["channel"] == "email":
        machine.accept_mail(_mail(story, number=number, at=now), story["customer"]["email"], [MAIL_ADDRESS])
        return
    bodies = {"form": _form, "relay": _relay, "wechat_oa": _wechat}
    delivery = Delivery(
        id=_delivery_id(number),
        shop=SHOP,
        channel=story["channel"],
        account=SHOP,
        received_at=now,
        headers={"idempotency-key": f"demo-{number}"},
        body=bodies[story["channel"]](story, number=number, at=now),
    )
    accept(delivery, queue=machine.intake, objects=machine.runtime.objects)


def _delivery_id(number: int) -> str:
    return "d" + hashlib.sha256(f"demo-{number}".encode()).hexdigest()[:19]


def _form(story: dict[str, Any], *, number: int, at: datetime) -> bytes:
    del number, at
    said = {name: story[name] for name in ("text", "subject", "customer", "order", "language") if name in story}
    return json.dumps(said, ensure_ascii=False).encode()


def _relay(story: dict[str, Any], *, number: int, at: datetime) -> bytes:
    data = {
        "channel": story["from"],
        "external_id": f"demo-{number}",
        "text": story["text"],
        "customer": story["customer"],
    }
    event = {"type": "complaint.received", "timestamp": at.isoformat(), "data": data}
    return json.dumps(event, ensure_ascii=False).encode()


def _wechat(story: dict[str, Any], *, number: int, at: datetime) -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[gh_demo]]></ToUserName>"
        f"<FromUserName><![CDATA[{story['customer']['id']}]]></FromUserName>"
        f"<CreateTime>{int(at.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{story['text']}]]></Content><MsgId>{90071992547409930 + number}</MsgId></xml>"
    ).encode()


def _mail(story: dict[str, Any], *, number: int, at: datetime) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{story['customer']['name']} <{story['customer']['email']}>"
    mail["To"] = MAIL_ADDRESS
    mail["Subject"] = story["subject"]
    mail["Date"] = format_datetime(at - timedelta(minutes=1))
    mail["Message-ID"] = f"<demo-{number}@customer.example>"
    mail.set_content(story["text"], charset=story.get("charset", "utf-8"))
    return mail.as_bytes()
