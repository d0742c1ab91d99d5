"""The pages of one complaint: writing it, the receipt, how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from .entries import HONEYPOT, LONGEST, PLATFORMS, EntryError
from .language import Language
from .moments import Moments
from .policy_pages import policies_link
from .rendering import render
from .views import FormView, PendingView, StatusView
from .wording import wording


def form_page(
    *,
    language: Language,
    view: FormView,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, EntryError] | None = None,
) -> str:
    """The form posts to its own address. ``submission_id`` comes back unchanged, so that a double click counts once."""
    return render(
        "form.html",
        language=language,
        shop_name=view.shop_name,
        submission_id=view.submission_id,
        values=values or {},
        errors=errors or {},
        longest=LONGEST,
        platforms=PLATFORMS,
        honeypot=HONEYPOT,
        files=view.files,
        captcha=view.captcha,
        notice=view.notice,
        is_embedded=view.is_embedded,
        kept_query=_kept_query(view.shop_name, is_embedded=view.is_embedded),
        policies_url=policies_link(view.shop_name, language=language),
    )


def form_received_page(
    *, language: Language, shop_name: str, receipt: str, status_url: str, is_embedded: bool = False
) -> str:
    return render(
        "received.html",
        language=language,
        shop_name=shop_name,
        receipt=receipt,
        status_url=status_url,
        is_embedded=is_embedded,
        kept_query=_kept_query(shop_name, is_embedded=is_embedded),
    )


def _kept_query(shop: str, *, is_embedded: bool) -> str:
    """What a link to the same page in another language must not lose."""
    return "&" + urlencode({"shop": shop} | ({"embedded": "1"} if is_embedded else {}))


def status_page(*, language: Language, view: StatusView) -> str:
    moments = Moments(say=wording(language), zone=view.zone, now=view.now)
    return render(
        "status.html",
        language=language,
        shop_name=view.shop_name,
        view=view,
        moments=moments,
        values={"text": view.adding.text} if view.adding else {},
        errors=view.adding.errors if view.adding else {},
        longest=LONGEST,
        honeypot=HONEYPOT,
        policies_url="../" + policies_link(view.shop_name, language=language) if view.has_policies else None,
    )


def pending_page(*, language: Language, view: PendingView) -> str:
    """While we read it, the page asks again every three seconds."""
    return render("pending.html", language=language, shop_name=view.shop_name, view=view)
