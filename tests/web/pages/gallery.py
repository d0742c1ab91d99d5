"""Every page in every state, rendered with material of one's choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from chalicelib.channels.form.captcha import PROVIDERS, Captcha
from chalicelib.model.complaint import Status
from chalicelib.model.flow import Owner
from chalicelib.model.survey import Question
from chalicelib.web import pages
from chalicelib.web.pages import EntryError, Language
from chalicelib.web.policies_page_api import OTHER, TOPICS

from . import monthly_sample

NOW: Final = datetime.fromisoformat("2026-11-11T12:25:00+00:00")
SHOP: Final = {Language.SIMPLIFIED: "青瓷小店", Language.TRADITIONAL: "青瓷小舖", Language.ENGLISH: "Celadon & Co."}
SUBJECT: Final = {
    Language.SIMPLIFIED: "茶杯收到时碎了两只",
    Language.TRADITIONAL: "茶杯收到時碎了兩只",
    Language.ENGLISH: "Two of the four cups arrived broken",
}
STORY: Final = {
    Language.SIMPLIFIED: "昨天收到的四只茶杯碎了两只，外箱没有破。\n希望补发，或者退这两只的钱。",
    Language.TRADITIONAL: "昨天收到的四只茶杯碎了兩只，外箱沒有破。\n希望補寄，或者退這兩只的錢。",
    Language.ENGLISH: "Two of the four cups came broken; the box was fine.\nPlease send two more, or refund these.",
}
ANSWER: Final = {
    Language.SIMPLIFIED: "您好，明白，四只里碎了两只，谁都会扫兴。今天就可以补发，或者退这两只的钱，您选哪一种？",
    Language.TRADITIONAL: "您好，明白，四只裡碎了兩只，任誰都會掃興。今天就可以補寄，或者退這兩只的錢，您選哪一種？",
    Language.ENGLISH: "Hello, two broken out of four would disappoint anyone. Shall we send two more, or refund both?",
}
CAPTCHA: Final = Captcha(
    provider=PROVIDERS["turnstile"],
    site_key="1x00000000000000000000AA",
    secrets=("1x0000000000000000000000000000000AA",),
)
OPENAPI: Final[dict[str, Any]] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Huiyin API",
        "version": "0.1.0",
        "description": "Complaints in, answers out.\n\nTimes are `RFC 3339`.",
    },
    "servers": [{"url": "http://127.0.0.1:8000"}],
    "tags": [{"name": "Intake", "description": "Where complaints come in."}, {"name": "Desk"}, {"name": "Unused"}],
    "paths": {
        "/v1/complaints": {
            "post": {
                "tags": ["Intake"],
                "summary": "Hand in a complaint",
                "description": "Durable before it is answered.",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewComplaint"}}},
                },
                "responses": {
                    "202": {
                        "description": "Kept; `receipt` names it.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "receipt": {"type": "string"},
                                        "status_url": {"type": "string", "format": "uri"},
                                    },
                                }
                            }
                        },
                    },
                    "422": {"$ref": "#/components/responses/Invalid"},
                },
            }
        },
        "/v1/queues/{queue}/complaints": {
            "parameters": [{"$ref": "#/components/parameters/Queue"}],
            "get": {
                "tags": ["Desk"],
                "security": [{"bearer": []}],
                "summary": "Complaints by nearest due time",
                "parameters": [
                    {
                        "name": "limit",
                        "in": "query",
                        "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 25},
                    },
                    {"name": "status", "in": "query", "required": True, "schema": {"enum": ["waiting", "assigned"]}},
                ],
                "responses": {"200": {"description": "A page of them"}},
            },
        },
        "/healthz": {"get": {"summary": "Health", "responses": {"200": {"description": "Well"}}}},
    },
    "components": {
        "parameters": {"Queue": {"name": "queue", "in": "path", "required": True, "schema": {"type": "string"}}},
        "responses": {"Invalid": {"description": "Names each invalid field"}},
        "schemas": {
            "NewComplaint": {
                "type": "object",
                "description": "What a customer says.",
                "required": ["text", "customer"],
                "properties": {
                    "text": {"type": "string", "minLength": 1, "description": "In their own words."},
                    "customer": {"type": "object", "properties": {"email": {"type": "string", "format": "email"}}},
                    "order": {"anyOf": [{"$ref": "#/components/schemas/Order"}, {"type": "null"}]},
                    "attachments": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"name": {"type": "string"}}},
                    },
                    "follows": {"$ref": "#/components/schemas/NewComplaint"},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                    "weight": {"type": ["number", "null"], "exclusiveMinimum": 0},
                    "language": {"const": "en"},
                    "anything": True,
                },
            },
            "Order": {
                "allOf": [{"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}}]
            },
        },
    },
}


def status_view(language: Language, *, status: Status = Status.ASSIGNED, **changes: Any) -> pages.StatusView:
    values: dict[str, Any] = {
        "shop_name": SHOP[language],
        "complaint": "c0kq3x5t9b7mzd2",
        "subject": SUBJECT[language],
        "received_at": NOW - timedelta(minutes=25),
        "status": status,
        "messages": (
            pages.StatusMessage(from_customer=True, text=STORY[language], at=NOW - timedelta(minutes=25)),
            pages.StatusMessage(
                from_customer=False, text=ANSWER[language], at=NOW - timedelta(minutes=2), shortened=True
            ),
        ),
        "promised_by": NOW + timedelta(minutes=35),
        "reply_by_email": True,
        "has_policies": True,
        "survey_url": None,
        "now": NOW,
    }
    return pages.StatusView(**(values | changes))


def flow_views() -> dict[str, pages.FlowView]:
    """A return, by whose turn it is, and one that was given up."""
    titles = {"zh-Hans": "退货", "zh-Hant": "退貨", "en": "Return"}
    done = pages.FlowStepView(titles=titles, state="done", owner="customer", done_at=NOW - timedelta(hours=3))
    ahead = pages.FlowStepView(titles=titles, state="ahead", owner="merchant")

    def now(owner: str) -> pages.FlowStepView:
        return pages.FlowStepView(titles=titles, state="now", owner=owner, due_at=NOW + timedelta(days=1))

    views = {
        owner.value: pages.FlowView(titles=titles, state="running", steps=(done, now(owner.value), ahead))
        for owner in Owner
    }
    return views | {"cancelled": pages.FlowView(titles=titles, state="cancelled", steps=(done,))}


def policies_view(
    language: Language, *, jurisdiction: str = "CN", topics: tuple[str, ...] = ("returns",)
) -> pages.PoliciesView:
    rules = (
        pages.PolicyRule(says=STORY[language], source="消费者权益保护法 25", layer="law", until="2026-12-31"),
        pages.PolicyRule(says=ANSWER[language], source="price protection guides", layer="platform", is_uncertain=True),
        pages.PolicyRule(says=ANSWER[language], source="浙江省实施办法 26", layer="region"),
        pages.PolicyRule(says=ANSWER[language], source="the shop", layer="merchant"),
    )
    groups = tuple(pages.PolicyGroup(topic=topic, rules=rules) for topic in topics)
    return pages.PoliciesView(shop_name=SHOP[language], jurisdiction=jurisdiction, day="2026-11-11", groups=groups)


def survey_view(language: Language, **changes: Any) -> pages.SurveyView:
    values: dict[str, Any] = {
        "shop_name": SHOP[language],
        "complaint": "c0kq3x5t9b7mzd2",
        "subject": SUBJECT[language],
        "expires_at": NOW + timedelta(days=13, hours=3),
        "now": NOW,
    }
    return pages.SurveyView(**(values | changes))


def home_view(language: Language) -> pages.HomeView:
    return pages.HomeView(
        shop_name=SHOP[language],
        base_url="http://127.0.0.1:8000",
        smtp_address="127.0.0.1:2525",
        mail_address="help@demo.example",
        tokens_file="var/tokens.json",
    )


def mail_view(language: Language, **changes: Any) -> pages.MailView:
    values: dict[str, Any] = {
        "url": "/local/mail/1",
        "sender": f"{SHOP[language]} <help@demo.example>",
        "recipient": "lin@example.com",
        "subject": f"Re: {SUBJECT[language]}",
        "sent_at": NOW - timedelta(minutes=3),
        "text": f"{ANSWER[language]}\n\nhttps://desk.example/survey/abc?x=1&y=2.",
    }
    return pages.MailView(**(values | changes))


def every_page(language: Language) -> Iterator[tuple[str, str]]:
    """(name, HTML) of each page in each state that looks different."""
    yield from _form_pages(language)
    yield from _status_pages(language)
    yield from _survey_pages(language)
    yield from _policy_pages(language)
    yield from _monthly_pages(language)
    yield from _machine_pages(language)
    for kind in pages.MessageKind:
        yield (
            f"message-{kind}",
            pages.message_page(
                language=language, kind=kind, shop_name=SHOP[language], way_out="/form", reference="r42"
            ),
        )
    yield "docs", pages.docs_page(OPENAPI)


def _form_pages(language: Language) -> Iterator[tuple[str, str]]:
    shop = SHOP[language]
    yield "form", pages.form_page(language=language, view=pages.FormView(shop_name=shop, submission_id="s1"))
    errors = dict(zip(pages.LONGEST, [*EntryError, *EntryError], strict=False))
    filled = {"email": "nobody", "name": "林", "order_platform": "jd", "order_number": "2891"}
    kept = pages.FormFiles(kept=(("token-1", "杯子.jpg"), ("token-2", "invoice.pdf")), refused=("setup.exe",))
    again = pages.FormView(shop_name=shop, submission_id="s1", files=kept)
    yield "form-errors", pages.form_page(language=language, view=again, values=filled, errors=errors)
    for code in EntryError:
        if code.startswith("file"):
            yield f"form-{code}", pages.form_page(language=language, view=again, errors={"files": code})
    checked = replace(again, captcha=CAPTCHA, notice="again", is_embedded=True)
    yield "form-captcha", pages.form_page(language=language, view=checked, errors={"captcha": EntryError.PERSON})
    yield (
        "received",
        pages.form_received_page(language=language, shop_name=shop, receipt="d0kq3x5t9b7mzd2", status_url="/status/t"),
    )
    yield (
        "received-embedded",
        pages.form_received_page(
            language=language, shop_name=shop, receipt="d0kq3x5t9b7mzd2", status_url="/status/t", is_embedded=True
        ),
    )


ADDING: Final = {
    "adding": pages.Adding(),
    "added": pages.Adding(is_taken=True),
    "adding-wrong": pages.Adding(errors={"text": pages.EntryError.REQUIRED}),
}
"""What a customer adds on the status page."""


def _status_pages(language: Language) -> Iterator[tuple[str, str]]:
    for status in Status:
        yield f"status-{status}", pages.status_page(language=language, view=status_view(language, status=status))
    bare = status_view(language, subject=None, messages=(), reply_by_email=False, promised_by=NOW - timedelta(hours=2))
    yield "status-late", pages.status_page(language=language, view=bare)
    asked = status_view(language, status=Status.RESOLVED, promised_by=None, survey_url="/survey/t")
    for name, adding in ADDING.items():
        yield f"status-{name}", pages.status_page(language=language, view=status_view(language, adding=adding))
    yield "status-survey", pages.status_page(language=language, view=asked)
    for state, flow in flow_views().items():
        under_way = status_view(language, flows=(flow,))
        yield f"status-flow-{state}", pages.status_page(language=language, view=under_way)
    for state in pages.PendingState:
        view = pages.PendingView(shop_name=SHOP[language], receipt="d0kq3x5t9b7mzd2", state=state)
        yield f"pending-{state}", pages.pending_page(language=language, view=view)


def _survey_pages(language: Language) -> Iterator[tuple[str, str]]:
    view, shop = survey_view(language), SHOP[language]
    errors = {"score": EntryError.CHOICE, "text": EntryError.TOO_LONG}
    yield "survey", pages.survey_page(language=language, view=view)
    yield (
        "survey-errors",
        pages.survey_page(language=language, view=view, values={"solved": "no", "text": "…"}, errors=errors),
    )
    whole = survey_view(language, asks=tuple(Question))
    yield "survey-whole", pages.survey_page(language=language, view=whole, values={"score": "4", "effort": "7"})
    yield "survey-opt-out", pages.opt_out_page(language=language, shop_name=shop)
    yield "survey-opted-out", pages.opted_out_page(language=language, shop_name=shop)
    yield "survey-thanks", pages.survey_thanks_page(language=language, shop_name=shop)
    yield "survey-answered", pages.survey_already_answered_page(language=language, shop_name=shop)
    yield "survey-expired", pages.survey_expired_page(language=language, shop_name=shop)


def _policy_pages(language: Language) -> Iterator[tuple[str, str]]:
    whole = policies_view(language, topics=(*TOPICS, OTHER))
    yield "policies", pages.policies_page(language=language, view=whole)
    for place in ("TW", "HK", "EU", "UK", "US"):
        view = policies_view(language, jurisdiction=place)
        yield f"policies-{place}", pages.policies_page(language=language, view=view)


def _monthly_pages(language: Language) -> Iterator[tuple[str, str]]:
    reports = {
        "monthly": monthly_sample.report(),
        "monthly-partial": monthly_sample.report(today=date(2026, 10, 8)),
        "monthly-empty": monthly_sample.report(is_empty=True),
    }
    for name, report in reports.items():
        view = monthly_sample.view(language, shop_name=SHOP[language], of=report)
        yield name, pages.monthly_page(language=language, view=view)


def _machine_pages(language: Language) -> Iterator[tuple[str, str]]:
    mail = mail_view(language)
    yield "home", pages.home_page(language=language, view=home_view(language))
    yield "mailbox", pages.mailbox_page(language=language, mails=[mail, mail_view(language, subject="")], now=NOW)
    yield "mailbox-empty", pages.mailbox_page(language=language, mails=[], now=NOW)
    yield "mail", pages.mail_page(language=language, mail=mail, now=NOW)
