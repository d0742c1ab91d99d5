"""The desk API for answers before they are sent: templates filled, texts checked, macros.

Templates and rules are loaded for those who ask for them.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.permissions import DESK

from . import drafting_shapes as shapes
from .changing import changed, writes
from .desk_language import LANGUAGE, desk_language
from .http import json_answer, possible_name
from .operations import Call, Operations, Parameter

blueprint = Operations(__name__)
TAG: Final = "Complaints"
_writes = partial(writes, blueprint)


@blueprint.operation(
    "GET",
    "/v1/complaints/{complaint}/templates",
    summary="Beginnings of an answer",
    tag=TAG,
    answers={200: shapes.TemplatesShape},
    parameters=(Parameter(name="lang", description="Of the answer; the customer's language without it."),),
    roles=DESK,
)
def get_templates(call: Call[Any], complaint: str) -> Response:
    """Filled from the complaint and its entitlements, the most fitting first. What is not known stands as 【…】."""
    from chalicelib.drafting.filling import drafts, spoken

    found = call.runtime.store.complaint(call.principal.shop, possible_name(complaint))
    language = desk_language(call) if call.query.get("lang") else spoken(found)
    made = drafts(found, agent=call.principal.name or call.principal.id, language=language)
    return json_answer(shapes.TemplatesShape(items=tuple(shapes.TemplateShape(**one.model_dump()) for one in made)))


@blueprint.operation(
    "POST",
    "/v1/complaints/{complaint}/reply-check",
    summary="See what an answer lacks or must not say",
    tag=TAG,
    body=shapes.ReplyCheckBody,
    answers={200: shapes.FindingsShape},
    parameters=(LANGUAGE,),
    roles=DESK,
)
def check_reply(call: Call[shapes.ReplyCheckBody], complaint: str) -> Response:
    """Changes nothing. Only a blank of a template keeps an answer from being sent; the rest is advice."""
    from chalicelib.drafting.checking import checked

    found = call.runtime.store.complaint(call.principal.shop, possible_name(complaint))
    findings = checked(call.content.text, found, language=desk_language(call))
    return json_answer(shapes.FindingsShape(items=tuple(shapes.FindingShape(**one.model_dump()) for one in findings)))


@blueprint.operation(
    "GET",
    "/v1/macros",
    summary="Macros: several actions as one",
    tag="Queues",
    answers={200: shapes.MacrosShape},
    parameters=(LANGUAGE,),
    roles=DESK,
)
def get_macros(call: Call[Any]) -> Response:
    from chalicelib.desk.macros import macro_book

    language = desk_language(call)
    return json_answer(
        shapes.MacrosShape(
            items=tuple(
                shapes.MacroShape(
                    id=one.id,
                    title=one.titles[language],
                    needs_text=one.needs_text,
                    does=tuple(step.does for step in one.steps),
                )
                for one in macro_book().macros
            )
        )
    )


@_writes("macros", summary="Run a macro", body=shapes.MacroBody)
def run_canned(call: Call[shapes.MacroBody], complaint: str) -> Response:
    """All its actions in one transaction, or none. ``text`` takes the place of its canned answer."""
    from chalicelib.desk.macros import run_macro

    sent = call.content
    return changed(
        call, lambda action: run_macro(call.runtime.desk, complaint, action, macro=sent.macro, text=sent.text)
    )
