"""The pages of the customer: the form, the status of a complaint, the survey; as JSON for those who ask for JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from chalice.app import Response

from chalicelib.channels.form.payload import ComplaintForm
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import HuiyinError, InvalidInput, LostRace, NotFound, Upstream
from chalicelib.model.survey import Solved, SurveyAnswer, SurveyState
from chalicelib.surveys.answering import AlreadyAnswered, SurveyExpired, answer, check_answer

from . import pages, shapes
from .errors import problem, status_of
from .http import HTML, JSON, body_of, json_answer, json_body, source_address, wants_json
from .intake_api import accept_form, receipt_shape
from .operations import Call, Operations, Parameter
from .pages import EntryError, Language, MessageKind, PendingState
from .showing import masked

blueprint = Operations(__name__)
FORM: Final = "application/x-www-form-urlencoded"
LANGUAGE: Final = (Parameter(name="lang", description="zh-Hans, zh-Hant or en."),)
ATTEMPTS: Final = 5
MOST_FIELDS: Final = 50


def html(body: str, *, status: int = 200) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": HTML,
        "Content-Security-Policy": pages.content_security_policy(),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(body=body, status_code=status, headers=headers)


@blueprint.operation(
    "GET", "/form", summary="The complaint form", tag="Pages", answers={200: "text/html"}, parameters=LANGUAGE
)
def get_form(call: Call[Any]) -> Response:
    shop = call.query.get("shop", call.runtime.settings.default_shop)
    return html(pages.form_page(language=language_of(call), shop_name=shop, submission_id=call.runtime.ids.new("f")))


@blueprint.operation(
    "POST",
    "/form",
    summary="Send the form",
    tag="Pages",
    answers={200: "text/html"},
    parameters=LANGUAGE,
    reads={FORM: shapes.FormBody},
    is_page=True,
)
def post_form(call: Call[Any]) -> Response:
    """Form-encoded, as a browser without JavaScript sends it. A double click is one complaint."""
    return _page(call, lambda: _submit(call))


def _submit(call: Call[Any]) -> Response:
    values = form_values(call)
    language = language_of(call, preferred=values.get("language"))
    shop = call.query.get("shop", call.runtime.settings.default_shop)
    submission = values.get("submission_id") or call.runtime.ids.new("f")
    errors = dict(pages.form_errors(values))
    if not errors:
        try:
            accepted = _accept(call, values, shop=shop, submission=submission, language=language)
        except InvalidInput as error:
            errors = _page_errors(error)
        else:
            received = pages.form_received_page(
                language=language, shop_name=shop, receipt=accepted.receipt, status_url=accepted.status_url
            )
            return html(received)
    page = pages.form_page(language=language, shop_name=shop, submission_id=submission, values=values, errors=errors)
    return html(page, status=422)


def _accept(
    call: Call[Any], values: Mapping[str, str], *, shop: str, submission: str, language: Language
) -> shapes.AcceptedShape:
    if values.get(pages.HONEYPOT):
        # A machine filled in the field that nobody sees: it hears what a person would, and nothing is kept.
        delivery = call.runtime.ids.new("d")
        return shapes.AcceptedShape(
            receipt=call.runtime.signer.sign("receipt", shop, delivery),
            status_url=call.runtime.status_url(shop, delivery),
        )
    form = ComplaintForm.from_page(values, shop=shop, language=language.value)
    return accept_form(call.runtime, form, key=submission, source=source_address(call.request))


def _page_errors(error: InvalidInput) -> dict[str, EntryError]:
    """Fields of the JSON body as fields of the page."""
    known = {"email": EntryError.EMAIL, "phone": EntryError.PHONE, "text": EntryError.TOO_LONG}
    fields = {name.rpartition(".")[2] for name in error.fields}
    found = {field: known[field] for field in fields if field in known}
    if not found:
        raise error
    return found


@blueprint.operation(
    "GET",
    "/status/{token}",
    summary="How far a complaint is",
    tag="Pages",
    answers={200: shapes.CustomerStatusShape},
    parameters=LANGUAGE,
    is_page=True,
)
def get_status(call: Call[Any], token: str) -> Response:
    """A page, or JSON with ``Accept: application/json``. Whoever has the link may see what its customer may see."""
    return _page(call, lambda: _status(call, token))


def _status(call: Call[Any], token: str) -> Response:
    runtime = call.runtime
    shop, subject = runtime.signer.read("status", token)
    receipt = shapes.ReceiptShape(state="processed", complaint=subject)
    if subject.startswith("d"):
        receipt = receipt_shape(runtime, shop, subject)
    if receipt.complaint is None:
        if wants_json(call.request):
            return json_answer(shapes.CustomerStatusShape(state=receipt.state))
        view = pages.PendingView(
            shop_name=shop,
            receipt=subject,
            state=PendingState.QUARANTINED if receipt.state == "quarantined" else PendingState.PROCESSING,
        )
        return html(pages.pending_page(language=language_of(call), view=view))
    return _complaint_status(call, runtime.store.complaint(shop, receipt.complaint))


def _complaint_status(call: Call[Any], complaint: Complaint) -> Response:
    survey = complaint.survey.id if complaint.survey else ""
    view = pages.status_view(
        complaint,
        shop_name=complaint.shop,
        now=call.runtime.clock(),
        mask=masked,
        survey_url=call.runtime.survey_url(complaint.shop, complaint.id, survey),
    )
    if not wants_json(call.request):
        return html(pages.status_page(language=language_of(call, preferred=complaint.language), view=view))
    return json_answer(
        shapes.CustomerStatusShape(
            state="processed",
            complaint=complaint.id,
            status=complaint.status,
            received_at=view.received_at,
            promised_by=view.promised_by,
            messages=tuple(
                shapes.StatusMessageShape(from_customer=one.from_customer, text=one.text, at=one.at)
                for one in view.messages
            ),
            survey_url=view.survey_url,
        )
    )


@blueprint.operation(
    "GET",
    "/survey/{token}",
    summary="The survey",
    tag="Pages",
    answers={200: shapes.SurveyQuestionShape},
    parameters=LANGUAGE,
    faults=(409, 410),
    is_page=True,
)
def get_survey(call: Call[Any], token: str) -> Response:
    """A page, or JSON with ``Accept: application/json``."""
    return _page(call, lambda: _survey(call, token))


@blueprint.operation(
    "POST",
    "/survey/{token}",
    summary="Answer the survey",
    tag="Pages",
    answers={200: shapes.SurveyQuestionShape},
    parameters=LANGUAGE,
    reads={FORM: shapes.SurveyBody, JSON: shapes.SurveyBody},
    faults=(409, 410),
    is_page=True,
)
def post_survey(call: Call[Any], token: str) -> Response:
    """Form-encoded from the page, or JSON. Counts once."""
    return _page(call, lambda: _answer(call, token))


def _survey(call: Call[Any], token: str) -> Response:
    complaint, survey = _asked(call, token)
    found = check_answer(complaint, survey, now=call.runtime.clock())
    if wants_json(call.request):
        return json_answer(
            shapes.SurveyQuestionShape(complaint=complaint.id, state=found.state, expires_at=found.expires_at)
        )
    return html(_survey_page(call, complaint))


def _answer(call: Call[Any], token: str) -> Response:
    is_json = JSON in call.headers.get("content-type", "")
    values = _json_values(call) if is_json else form_values(call)
    complaint, survey = _asked(call, token)
    errors = pages.survey_errors(values)
    if errors and is_json:
        raise InvalidInput(
            "some fields are not as they should be",
            fields={
                name: {"score": "1 to 5", "solved": "yes, partly or no", "text": "at most 5,000 characters"}[name]
                for name in errors
            },
        )
    if errors:
        check_answer(complaint, survey, now=call.runtime.clock())
        return html(_survey_page(call, complaint, values=values, errors=errors), status=422)
    answered = _commit_answer(call, token, values)
    if wants_json(call.request) or is_json:
        found = answered.survey
        if found is None:
            raise TypeError("an answered survey is there")
        return json_answer(
            shapes.SurveyQuestionShape(complaint=answered.id, state=SurveyState.ANSWERED, expires_at=found.expires_at)
        )
    language = language_of(call, preferred=answered.language)
    return html(pages.survey_thanks_page(language=language, shop_name=answered.shop))


def _commit_answer(call: Call[Any], token: str, values: Mapping[str, str]) -> Complaint:
    for _ in range(ATTEMPTS):
        complaint, survey = _asked(call, token)
        now = call.runtime.clock()
        given = SurveyAnswer(
            score=int(values["score"]),
            solved=Solved(values["solved"]),
            text=values.get("text", "").strip(),
            at=now,
        )
        change = answer(complaint, survey, given, now=now, settings=call.runtime.settings)
        try:
            call.runtime.store.commit(change)
        except LostRace:
            continue
        return change.after
    raise Upstream("too many others are writing: try again")


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
    )
    language = language_of(call, preferred=complaint.language)
    return pages.survey_page(language=language, view=view, values=values, errors=errors)


def _json_values(call: Call[Any]) -> dict[str, str]:
    sent = json_body(body_of(call.request))
    if not isinstance(sent, dict):
        raise InvalidInput("the body is not an object", fields={"body": "a JSON object"})
    return {name: str(value) for name, value in sent.items() if value is not None}


def form_values(call: Call[Any]) -> dict[str, str]:
    """Fields of a form-encoded body; bytes that are not UTF-8 become replacement characters.

    Raises ``InvalidInput`` for more fields than any form of ours has.
    """
    text = body_of(call.request).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise InvalidInput("the form has too many fields", fields={"body": f"at most {MOST_FIELDS} fields"}) from None


def language_of(call: Call[Any], *, preferred: str | None = None) -> Language:
    return pages.negotiate_language(
        query=call.query.get("lang"), accept_language=call.headers.get("accept-language"), preferred=preferred
    )


KINDS: Final[dict[type[HuiyinError], MessageKind]] = {
    NotFound: MessageKind.NOT_FOUND,
    SurveyExpired: MessageKind.GONE,
    InvalidInput: MessageKind.INVALID,
    Upstream: MessageKind.UNAVAILABLE,
}


def _page(call: Call[Any], show: Callable[[], Response]) -> Response:
    """Errors as a page for people, and as a problem for programs."""
    try:
        return show()
    except HuiyinError as error:
        if wants_json(call.request) or JSON in call.headers.get("content-type", ""):
            return problem(error, path=call.request.context.get("path", call.request.path))
        return html(_error_page(call, error), status=status_of(error))


def _error_page(call: Call[Any], error: HuiyinError) -> str:
    language, shop = language_of(call), call.runtime.settings.default_shop
    if isinstance(error, AlreadyAnswered):
        return pages.survey_already_answered_page(language=language, shop_name=shop)
    if isinstance(error, SurveyExpired):
        return pages.survey_expired_page(language=language, shop_name=shop)
    kind = KINDS.get(type(error), MessageKind.FAILED)
    return pages.message_page(language=language, kind=kind, shop_name=shop, way_out="/form")
