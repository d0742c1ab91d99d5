"""The survey behind its single-use link: a page, or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalice.app import Response

from chalicelib.intake.survey_answers import take_answer, take_opt_out
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import InvalidInput
from chalicelib.model.survey import Solved, Survey, SurveyAnswer
from chalicelib.surveys.answering import check_answer

from . import bodies, customer_shapes, pages
from .http import JSON, body_of, json_answer, json_body, wants_json
from .masking import masked
from .operations import Call, Operations
from .page_answers import FORM, LANGUAGE, answered, form_values, html, language_of
from .pages import EntryError

blueprint = Operations(__name__)
SCALE: Final = "1 to 5"
RIGHT: Final = {
    "score": SCALE,
    "solved": "yes, partly or no",
    "attitude": SCALE,
    "efficiency": SCALE,
    "result": SCALE,
    "effort": "1 to 7",
    "recommend": "0 to 10",
    "text": "at most 5,000 characters",
}


@blueprint.operation(
    "GET",
    "/survey/{token}",
    summary="The survey",
    tag="Pages",
    answers={200: customer_shapes.SurveyQuestionShape},
    parameters=LANGUAGE,
    faults=(409, 410),
    is_page=True,
)
def get_survey(call: Call[Any], token: str) -> Response:
    """A page, or JSON with ``Accept: application/json``."""
    return answered(call, lambda: _survey(call, token))


@blueprint.operation(
    "POST",
    "/survey/{token}",
    summary="Answer the survey",
    tag="Pages",
    answers={200: customer_shapes.SurveyQuestionShape},
    parameters=LANGUAGE,
    reads={FORM: bodies.SurveyBody, JSON: bodies.SurveyBody},
    faults=(409, 410),
    is_page=True,
)
def post_survey(call: Call[Any], token: str) -> Response:
    """Form-encoded from the page, or JSON. Counts once."""
    return answered(call, lambda: _answer(call, token))


@blueprint.operation(
    "GET",
    "/unsubscribe/{token}",
    summary="No more surveys?",
    tag="Pages",
    answers={200: customer_shapes.OptedOutShape},
    parameters=LANGUAGE,
    is_page=True,
)
def get_unsubscribe(call: Call[Any], token: str) -> Response:
    """Asks to confirm: a program that follows links in mails takes nobody off anything."""
    return answered(call, lambda: _opt_out_page(call, token))


@blueprint.operation(
    "POST",
    "/unsubscribe/{token}",
    summary="No more surveys",
    tag="Pages",
    answers={200: customer_shapes.OptedOutShape},
    parameters=LANGUAGE,
    reads={FORM: bodies.EmptyBody, JSON: bodies.EmptyBody},
    is_page=True,
)
def post_unsubscribe(call: Call[Any], token: str) -> Response:
    """From the page, or by one click in a mail program (RFC 8058). Doing it again is harmless."""
    return answered(call, lambda: _opt_out(call, token))


def _opt_out_page(call: Call[Any], token: str) -> Response:
    shop, name = call.runtime.signer.read("unsubscribe", token)
    complaint = call.runtime.store.complaint(shop, name)
    if wants_json(call.request):
        return json_answer(customer_shapes.OptedOutShape(opted_out=False))
    return html(pages.opt_out_page(language=language_of(call, preferred=complaint.language), shop_name=shop))


def _opt_out(call: Call[Any], token: str) -> Response:
    link = call.runtime.signer.read("unsubscribe", token)
    complaint = take_opt_out(call.runtime.store, link, clock=call.runtime.clock)
    if wants_json(call.request):
        return json_answer(customer_shapes.OptedOutShape(opted_out=True))
    language = language_of(call, preferred=complaint.language)
    return html(pages.opted_out_page(language=language, shop_name=complaint.shop))


def _survey(call: Call[Any], token: str) -> Response:
    complaint, survey = _asked(call, token)
    found = check_answer(complaint, survey, now=call.runtime.clock())
    if wants_json(call.request):
        return json_answer(_question(complaint, found))
    return html(_survey_page(call, complaint, values=_tapped(call)))


def _tapped(call: Call[Any]) -> dict[str, str]:
    """The score that was tapped in the mail is chosen on the page; it counts when the page is sent."""
    score = call.query.get("score", "")
    return {"score": score} if score in pages.SCORES else {}


def _given(values: Mapping[str, str], *, now: datetime) -> SurveyAnswer:
    numbers = {each.value: int(values[each.value]) for each in pages.OPTIONAL if values.get(each.value)}
    return SurveyAnswer(
        score=int(values["score"]),
        solved=Solved(values["solved"]),
        text=values.get("text", "").strip(),
        at=now,
        **numbers,
    )


def _answer(call: Call[Any], token: str) -> Response:
    is_json = JSON in call.headers.get("content-type", "")
    values = _json_values(call) if is_json else form_values(call)
    if errors := pages.survey_errors(values):
        if is_json:
            raise InvalidInput("some fields are not as they should be", fields={name: RIGHT[name] for name in errors})
        return _asked_again(call, token, values=values, errors=errors)
    clock = call.runtime.clock
    given = _given(values, now=clock())
    complaint, survey = take_answer(call.runtime.store, call.runtime.signer.read("survey", token), given, clock=clock)
    if wants_json(call.request) or is_json:
        return json_answer(_question(complaint, survey))
    language = language_of(call, preferred=complaint.language)
    return html(pages.survey_thanks_page(language=language, shop_name=complaint.shop))


def _asked_again(
    call: Call[Any], token: str, *, values: Mapping[str, str], errors: Mapping[str, EntryError]
) -> Response:
    complaint, survey = _asked(call, token)
    check_answer(complaint, survey, now=call.runtime.clock())
    return html(_survey_page(call, complaint, values=values, errors=errors), status=422)


def _question(complaint: Complaint, survey: Survey) -> customer_shapes.SurveyQuestionShape:
    return customer_shapes.SurveyQuestionShape(complaint=complaint.id, state=survey.state, expires_at=survey.expires_at)


def _asked(call: Call[Any], token: str) -> tuple[Complaint, str]:
    shop, complaint, survey = call.runtime.signer.read("survey", token)
    return call.runtime.store.complaint(shop, complaint), survey


def _survey_page(
    call: Call[Any],
    complaint: Complaint,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, EntryError] | None = None,
) -> str:
    if complaint.survey is None:
        raise TypeError("a survey that may be answered is there")
    view = pages.SurveyView(
        shop_name=complaint.shop,
        complaint=complaint.id,
        subject=masked(complaint.subject) if complaint.subject else None,
        expires_at=complaint.survey.expires_at,
        now=call.runtime.clock(),
        asks=complaint.survey.asks,
    )
    language = language_of(call, preferred=complaint.language)
    return pages.survey_page(language=language, view=view, values=values, errors=errors)


def _json_values(call: Call[Any]) -> dict[str, str]:
    sent = json_body(body_of(call.request))
    if not isinstance(sent, dict):
        raise InvalidInput("the body is not an object", fields={"body": "a JSON object"})
    return {name: str(value) for name, value in sent.items() if value is not None}
