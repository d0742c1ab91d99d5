"""Whatever people write stays text, in every field of every page."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from chalicelib.web import pages
from chalicelib.web.pages import Language
from chalicelib.web.pages.linking import linked

from .gallery import NOW, home_view, mail_view, status_view, survey_view
from .markup import read

HOSTILE = "\"'><script>alert(1)</script></textarea><img src=x onerror=alert(1)>{{7*7}}{0}{x.__class__}"


def hostile(view: Any) -> Any:
    """The view with every text in it replaced."""
    return replace(view, **{each.name: HOSTILE for each in fields(view) if isinstance(getattr(view, each.name), str)})


def assert_inert(html: str, *, times: int = 1) -> None:
    page = read(html)
    assert [one.attributes for one in page.all("script", "img")] in ([], [{"src": "form.js", "defer": ""}])
    shown = "".join(page.text) + "".join(page.values("value")) + "".join(page.values("href"))
    assert shown.count(HOSTILE) >= times


def test_form() -> None:
    values = dict.fromkeys((*pages.LONGEST, "unknown"), HOSTILE)
    html = pages.form_page(
        language=Language.ENGLISH,
        view=pages.FormView(
            shop_name=HOSTILE,
            submission_id=HOSTILE,
            files=pages.FormFiles(kept=((HOSTILE, HOSTILE),), refused=(HOSTILE,)),
        ),
        values=values,
        errors={"files": pages.EntryError.FILE_TYPE},
    )
    assert_inert(html, times=8)


def test_received() -> None:
    assert_inert(
        pages.form_received_page(language=Language.ENGLISH, shop_name=HOSTILE, receipt=HOSTILE, status_url=HOSTILE),
        times=3,
    )


def test_status_and_its_messages() -> None:
    said = pages.StatusMessage(from_customer=True, text=HOSTILE, at=NOW)
    view = replace(
        status_view(Language.ENGLISH), subject=HOSTILE, shop_name=HOSTILE, complaint=HOSTILE, messages=(said,)
    )
    assert_inert(pages.status_page(language=Language.ENGLISH, view=replace(view, reply_by_email=False)), times=5)
    asked = replace(view, survey_url=HOSTILE)
    assert_inert(pages.status_page(language=Language.ENGLISH, view=asked), times=5)


def test_pending() -> None:
    view = pages.PendingView(shop_name=HOSTILE, receipt=HOSTILE, state=pages.PendingState.QUARANTINED)
    assert_inert(pages.pending_page(language=Language.ENGLISH, view=view), times=2)


def test_survey() -> None:
    view = hostile(survey_view(Language.ENGLISH))
    values = {"score": HOSTILE, "solved": HOSTILE, "text": HOSTILE}
    assert_inert(pages.survey_page(language=Language.ENGLISH, view=view, values=values), times=4)


def test_message() -> None:
    html = pages.message_page(
        language=Language.ENGLISH,
        kind=pages.MessageKind.GONE,
        shop_name=HOSTILE,
        way_out=HOSTILE,
        reference=HOSTILE,
    )
    assert_inert(html, times=3)


def test_home() -> None:
    assert_inert(pages.home_page(language=Language.ENGLISH, view=hostile(home_view(Language.ENGLISH))), times=9)


def test_mailbox_and_mail() -> None:
    mail = hostile(mail_view(Language.ENGLISH))
    assert_inert(pages.mailbox_page(language=Language.ENGLISH, mails=[mail], now=NOW), times=3)
    assert_inert(pages.mail_page(language=Language.ENGLISH, mail=mail, now=NOW), times=4)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/s/1.", ["https://a.example/s/1"]),
        ("打开 https://a.example/s/1，谢谢", ["https://a.example/s/1"]),
        ("(http://a.example/?a=1&b=2)", ["http://a.example/?a=1&b=2"]),
        ("javascript:alert(1) data:text/html,x ftp://a.example", []),
        ('https://a.example/"onmouseover="alert(1)', ["https://a.example/"]),
        ("https://a.example/<script>", ["https://a.example/"]),
        ("no address at all", []),
    ],
)
def test_only_web_addresses_become_links(text: str, links: list[str]) -> None:
    page = read(str(linked(text)))
    assert [link.attributes["href"] for link in page.all("a")] == links
    assert not page.all("script")
