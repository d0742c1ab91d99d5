"""The desk API for what handling complaints costs."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.permissions import OVERSEERS, SENIOR
from chalicelib.model.costs import CostTable

from .changing import if_match
from .cost_shapes import CostsBody, CostsShape
from .http import json_answer
from .operations import Call, Operations, Parameter

blueprint = Operations(__name__)
TAG: Final = "Reports"


@blueprint.operation(
    "GET",
    "/v1/costs",
    summary="What handling complaints costs",
    tag=TAG,
    answers={200: CostsShape},
    roles=OVERSEERS,
)
def get_costs(call: Call[Any]) -> Response:
    return _shown(call.runtime.costs.newest(call.principal.shop))


@blueprint.operation(
    "PUT",
    "/v1/costs",
    summary="Set what handling complaints costs",
    tag=TAG,
    body=CostsBody,
    answers={200: CostsShape},
    parameters=(
        Parameter(name="If-Match", place="header", description="The version you read; 412 when it has changed since."),
    ),
    faults=(412,),
    roles=SENIOR,
)
def put_costs(call: Call[CostsBody]) -> Response:
    """Replaces the whole table, and counts for every report that is read from now on, of whatever days."""
    sent = call.content
    written = call.runtime.costing.write(
        sent.each, currency=sent.currency, by=call.principal, if_version=if_match(call)
    )
    return _shown(written)


def _shown(costs: CostTable) -> Response:
    return json_answer(CostsShape(**costs.model_dump()), headers={"ETag": f'"{costs.version}"'})
