"""What only the one machine shows: the home page, the mails that were sent, a site with the widget, the
issuer's keys."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from chalicelib.model.errors import NotFound
from chalicelib.web import pages
from chalicelib.web.page_answers import html

from .accounts import MAIL_ADDRESS, SHOP
from .front import Plain
from .issuer import TOKENS_FILE
from .machine import Machine

MAILS: Final = "/local/mail"
WIDGET: Final = "/local/widget"
DEMO_SITE: Final = Path(__file__).parent / "widget_demo.html"
SHOWN: Final = 100


class MachinePages:
    """Answers a WSGI environment that belongs to the machine, ``None`` for all others."""

    def __init__(self, machine: Machine, *, url: str, smtp: str) -> None:
        self._machine = machine
        self._url = url
        self._smtp = smtp
        self._shown: dict[str, Callable[[pages.Language], Plain]] = {
            "/": self._home,
            MAILS: self._mails,
            WIDGET: self._widget,
            "/.well-known/openid-configuration": lambda _: _json(machine.issuer.configuration()),
            "/.well-known/jwks.json": lambda _: _json(machine.issuer.key_set()),
        }

    def __call__(self, environ: dict[str, Any]) -> Plain | None:
        path, language = environ["PATH_INFO"], _language(environ)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        if path.startswith(f"{MAILS}/"):
            return self._one_mail(path.removeprefix(f"{MAILS}/"), language)
        show = self._shown.get(path)
        return show(language) if show else None

    def _home(self, language: pages.Language) -> Plain:
        view = pages.HomeView(
            shop_name=SHOP,
            base_url=self._url,
            smtp_address=self._smtp,
            mail_address=MAIL_ADDRESS,
            tokens_file=str(self._machine.data / TOKENS_FILE),
        )
        return _page(pages.home_page(language=language, view=view))

    def _widget(self, language: pages.Language) -> Plain:
        """Somebody else's site with our widget, under a policy as strict as it can be."""
        body = DEMO_SITE.read_text("utf-8")
        for name, value in {"@lang": language.value, "@url": self._url, "@shop": SHOP}.items():
            body = body.replace(name, value)
        policy = f"default-src 'none'; img-src data:; script-src {self._url}; frame-src {self._url}; base-uri 'none'"
        headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
        return Plain(body.encode(), content_type="text/html; charset=utf-8", headers=headers)

    def _mails(self, language: pages.Language) -> Plain:
        mails = [self._mail(name) for name in self._machine.mailbox.list()[:SHOWN]]
        return _page(pages.mailbox_page(language=language, mails=mails, now=datetime.now(UTC)))

    def _one_mail(self, name: str, language: pages.Language) -> Plain:
        try:
            mail = self._mail(name)
        except NotFound:
            kind = pages.MessageKind.NOT_FOUND
            return _page(pages.message_page(language=language, kind=kind, way_out=MAILS), status=404)
        return _page(pages.mail_page(language=language, mail=mail, now=datetime.now(UTC)))

    def _mail(self, name: str) -> pages.MailView:
        read = email.message_from_bytes(self._machine.mailbox.read(name), policy=email.policy.default)
        if not isinstance(read, EmailMessage):
            raise TypeError("the default policy makes an EmailMessage")
        body = read.get_body(("plain",))
        return pages.MailView(
            url=f"{MAILS}/{name}",
            sender=str(read["From"]),
            recipient=str(read["To"]),
            subject=str(read["Subject"]),
            sent_at=parsedate_to_datetime(str(read["Date"])).astimezone(UTC),
            text=str(body.get_content()) if body else "",
        )


def _language(environ: Mapping[str, Any]) -> pages.Language:
    chosen = parse_qs(environ.get("QUERY_STRING", "")).get("lang", [None])[-1]
    return pages.negotiate_language(query=chosen, accept_language=environ.get("HTTP_ACCEPT_LANGUAGE"))


def _page(body: str, *, status: int = 200) -> Plain:
    answer = html(body, status=status)
    headers = {name: str(value) for name, value in answer.headers.items()}
    return Plain(body.encode(), content_type=headers.pop("Content-Type"), status=status, headers=headers)


def _json(content: object) -> Plain:
    return Plain(json.dumps(content).encode(), content_type="application/json")
