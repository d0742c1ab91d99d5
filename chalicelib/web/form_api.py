"""The complaint form as a page that works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.channels.form.payload import ComplaintForm
from chalicelib.model.errors import IdempotencyMismatch, InvalidInput

from . import bodies, pages, shapes
from .http import source_address
from .intake_api import accept_form
from .operations import Call, Operations
from .page_answers import FORM, LANGUAGE, answered, form_values, html, language_of
from .pages import EntryError, Language

blueprint = Operations(__name__)


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
    reads={FORM: bodies.FormBody},
    is_page=True,
)
def post_form(call: Call[Any]) -> Response:
    """Form-encoded, as a browser without JavaScript sends it. A double click is one complaint."""
    return answered(call, lambda: _submit(call))


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
    source = source_address(call.request)
    try:
        return accept_form(call.runtime, form, key=submission, source=source)
    except IdempotencyMismatch:
        # They went back, changed the text and sent it again: that is another thing they say, not a double click.
        return accept_form(call.runtime, form, key=None, source=source)


def _page_errors(error: InvalidInput) -> dict[str, EntryError]:
    """Fields of the JSON body as fields of the page."""
    known = {"email": EntryError.EMAIL, "phone": EntryError.PHONE, "text": EntryError.TOO_LONG}
    fields = {name.rpartition(".")[2] for name in error.fields}
    found = {field: known[field] for field in fields if field in known}
    if not found:
        raise error
    return found
