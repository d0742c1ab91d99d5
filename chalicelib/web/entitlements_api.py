"""What a customer is entitled to: shown, stated facts for, and tried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalice.app import Response

from chalicelib.aftersales.entitling import answered
from chalicelib.aftersales.gathering import HOME
from chalicelib.desk.permissions import DESK, EVERYBODY
from chalicelib.model.entitlement import EntitlementRecord, Fact
from chalicelib.model.errors import InvalidInput

from . import entitlement_shapes as shapes
from .changing import CHANGED, WRITE, changed
from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .operations import Call, Operations, Parameter

blueprint = Operations(__name__)
TAG: Final = "Entitlements"
TRACE: Final = Parameter(
    name="trace",
    description="``true``: with every rule considered.",
    schema={"type": "string", "enum": ["true", "false"], "default": "false"},
)


@blueprint.operation(
    "GET",
    "/v1/complaints/{complaint}/entitlements",
    summary="What the customer is entitled to, and which rule says so",
    tag=TAG,
    answers={200: shapes.EntitlementsShape},
    parameters=(LANGUAGE, TRACE),
    roles=EVERYBODY,
)
def get_entitlements(call: Call[Any], complaint: str) -> Response:
    """Before anybody has said what the complaint is about, nothing is answered and no facts are shown."""
    found = call.runtime.store.complaint(call.principal.shop, complaint)
    return _shown(call, found.entitlements or EntitlementRecord(facts={}))


@blueprint.operation(
    "POST",
    "/v1/complaints/{complaint}/facts",
    summary="State what is known of the case",
    tag=TAG,
    body=shapes.FactsBody,
    answers=CHANGED,
    parameters=WRITE,
    roles=DESK,
)
def state_facts(call: Call[shapes.FactsBody], complaint: str) -> Response:
    """The rules are asked again with it. An item's ``tag`` alone brings its order."""
    sent = call.content
    return changed(
        call, lambda action: call.runtime.desk.state_facts(complaint, action, facts=sent.facts, source=sent.source)
    )


@blueprint.operation(
    "POST",
    "/v1/policies/what-if",
    summary="What would follow from these facts",
    tag=TAG,
    body=shapes.WhatIfBody,
    answers={200: shapes.EntitlementsShape},
    parameters=(LANGUAGE, TRACE),
    faults=(404,),
    roles=EVERYBODY,
)
def what_if(call: Call[shapes.WhatIfBody]) -> Response:
    """Nothing is kept. Facts that cannot be read are refused, each named."""
    sent = call.content
    known = _known(call, sent.complaint) if sent.complaint else _blank(call)
    asked = known | {name: _fact(told) for name, told in sent.facts.items()}
    record = answered({name: fact for name, fact in asked.items() if fact.value is not None})
    if record.unreadable:
        raise InvalidInput("these facts cannot be read", fields=record.unreadable)
    return _shown(call, record)


@blueprint.operation(
    "GET",
    "/v1/policies",
    summary="The rules in force today",
    tag=TAG,
    answers={200: shapes.PoliciesShape},
    parameters=(
        LANGUAGE,
        Parameter(name="jurisdiction", description="CN (when absent), TW, HK, EU, UK or US."),
        Parameter(name="profile", description="With the promises of this platform or merchant, e.g. jd_self."),
        Parameter(name="topic", description="Only what is about this issue, e.g. no_reason."),
    ),
)
def get_policies(call: Call[Any]) -> Response:
    """Laws first, then regions, platforms and merchants: each in plain words with its source. Open to everybody."""
    from chalicelib.policies.facts import ZONES

    from .entitlement_showing import policies_shape

    jurisdiction = call.query.get("jurisdiction") or HOME
    if jurisdiction not in ZONES:
        raise InvalidInput("no such jurisdiction", fields={"jurisdiction": f"one of {', '.join(ZONES)}"})
    return json_answer(
        policies_shape(
            jurisdiction=jurisdiction,
            profile=call.query.get("profile") or None,
            topic=call.query.get("topic") or None,
            day=call.runtime.clock().astimezone(ZoneInfo(ZONES[jurisdiction])).date(),
            language=desk_language(call),
        )
    )


def _known(call: Call[Any], complaint: str) -> dict[str, Fact]:
    found = call.runtime.store.complaint(call.principal.shop, complaint)
    return dict(found.entitlements.facts) if found.entitlements else _blank(call)


def _blank(call: Call[Any]) -> dict[str, Fact]:
    plain = {"jurisdiction": HOME, "claim_at": call.runtime.clock().isoformat()}
    return {name: Fact(value=value, source="evidenced", origin="shop") for name, value in plain.items()}


def _fact(told: Any) -> Fact:
    if not (isinstance(told, Mapping) and told.keys() == {"value", "source"}):
        return Fact(value=told, source="evidenced", origin="agent")
    if told["source"] not in ("asserted", "evidenced", "confirmed"):
        raise InvalidInput("no such source", fields={"source": "asserted, evidenced or confirmed"})
    return Fact(value=told["value"], source=told["source"], origin="agent")


def _shown(call: Call[Any], record: EntitlementRecord) -> Response:
    from .entitlement_showing import entitlements_shape  # the rules are loaded for those who ask

    trace = call.query.get("trace") == "true"
    return json_answer(entitlements_shape(record, language=desk_language(call), trace=trace))
