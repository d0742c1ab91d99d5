"""The pages of one complaint: writing it, the receipt, how far it is."""

from __future__ import annotations

from collections.abc import Mapping

from .entries import HONEYPOT, LONGEST, PLATFORMS, EntryError
from .language import Language
from .moments import Moments
from .rendering import render
from .views import PendingView, StatusView
from .wording import wording


def form_page(
    *,
    language: Language,
    shop_name: str,
    submission_id: str,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, EntryError] | None = None,
) -> str:
    """The form posts to its own address. ``submission_id`` comes back unchanged, so that a double click counts once."""
    return render(
        "form.html",
        language=language,
        shop_name=shop_name,
        submission_id=submission_id,
        values=values or {},
        errors=errors or {},
        longest=LONGEST,
        platforms=PLATFORMS,
        honeypot=HONEYPOT,
    )


def form_received_page(*, language: Language, shop_name: str, receipt: str, status_url: str) -> str:
    return render("received.html", language=language, shop_name=shop_name, receipt=receipt, status_url=status_url)


def status_page(*, language: Language, view: StatusView) -> str:
    moments = Moments(say=wording(language), zone=view.zone, now=view.now)
    return render("status.html", language=language, shop_name=view.shop_name, view=view, moments=moments)


def pending_page(*, language: Language, view: PendingView) -> str:
    """While we read it, the page asks again every three seconds."""
    return render("pending.html", language=language, shop_name=view.shop_name, view=view)
