"""The pages of the one machine: where everything is, and the mails that were sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .language import Language
from .linking import linked
from .moments import Moments
from .rendering import render
from .views import HomeView, MailView
from .wording import wording


def home_page(*, language: Language, view: HomeView) -> str:
    return render("home.html", language=language, shop_name=view.shop_name, view=view)


def mailbox_page(*, language: Language, mails: Sequence[MailView], now: datetime, home_url: str = "/") -> str:
    """``mails`` in the order to show, newest first."""
    listed = [(mail, _moments(mail, language=language, now=now)) for mail in mails]
    return render("mailbox.html", language=language, shop_name=None, listed=listed, home_url=home_url)


def mail_page(*, language: Language, mail: MailView, now: datetime, mailbox_url: str = "/local/mail") -> str:
    return render(
        "mail.html",
        language=language,
        shop_name=None,
        mail=mail,
        moments=_moments(mail, language=language, now=now),
        text=linked(mail.text),
        mailbox_url=mailbox_url,
    )


def _moments(mail: MailView, *, language: Language, now: datetime) -> Moments:
    return Moments(say=wording(language), zone=mail.zone, now=now)
