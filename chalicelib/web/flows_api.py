"""After-sale flows: what there is, and started, led on, given up for a complaint."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from chalicelib.aftersales.flows import flow_book
from chalicelib.desk import handling
from chalicelib.desk.permissions import DESK, EVERYBODY

from . import flow_shapes as shapes
from .changing import CHANGED, WRITE, changed
from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .operations import Call, Operations

blueprint = Operations(__name__)
TAG: Final = "After-sale flows"


@blueprint.operation(
    "GET",
    "/v1/flows",
    summary="The flows there are, with their steps",
    tag=TAG,
    answers={200: shapes.FlowsShape},
    parameters=(LANGUAGE,),
    roles=EVERYBODY,
)
def get_flows(call: Call[Any]) -> Response:
    """Each step with its owner, its time and what may follow."""
    book, language = flow_book(), desk_language(call)
    items = tuple(
        shapes.FlowDefinitionShape(
            id=flow.id,
            title=flow.titles[language],
            steps=tuple(
                shapes.StepDefinitionShape(
                    **step.model_dump(include={"id", "owner", "next", "within", "deadline", "law", "declines"}),
                    title=step.titles[language],
                )
                for step in flow.steps
            ),
        )
        for flow in book.flows
    )
    return json_answer(shapes.FlowsShape(version=book.version, items=items))


@blueprint.operation(
    "POST",
    "/v1/complaints/{complaint}/start-flow",
    summary="An after-sale begins",
    tag=TAG,
    body=shapes.StartFlowBody,
    answers=CHANGED,
    parameters=WRITE,
    roles=DESK,
)
def start_flow(call: Call[shapes.StartFlowBody], complaint: str) -> Response:
    """The customer's request is its first step, so the second one is open now. One of a kind at a time."""
    flow = call.content.flow
    return changed(call, lambda action: handling.start_flow(call.runtime.desk, complaint, action, flow=flow))


@blueprint.operation(
    "POST",
    "/v1/complaints/{complaint}/advance-flow",
    summary="The present step is done",
    tag=TAG,
    body=shapes.AdvanceFlowBody,
    answers=CHANGED,
    parameters=WRITE,
    roles=DESK,
)
def advance_flow(call: Call[shapes.AdvanceFlowBody], complaint: str) -> Response:
    """Its clock stops and the next one starts; what is known by it (goods came back today) is asked of the rules."""
    sent = call.content
    return changed(
        call,
        lambda action: handling.advance_flow(
            call.runtime.desk, complaint, action, flow=sent.flow, to=sent.to, why=sent.reason
        ),
    )


@blueprint.operation(
    "POST",
    "/v1/complaints/{complaint}/cancel-flow",
    summary="The after-sale is given up",
    tag=TAG,
    body=shapes.CancelFlowBody,
    answers=CHANGED,
    parameters=WRITE,
    roles=DESK,
)
def cancel_flow(call: Call[shapes.CancelFlowBody], complaint: str) -> Response:
    sent = call.content
    return changed(
        call,
        lambda action: handling.cancel_flow(call.runtime.desk, complaint, action, flow=sent.flow, why=sent.reason),
    )
