"""The desk API for quality audits."""

from __future__ import annotations

import re
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalice.app import Response

from chalicelib.desk.auditing import audit, checklist, due
from chalicelib.desk.permissions import OVERSEERS, SENIOR
from chalicelib.model.errors import InvalidInput

from . import audit_shapes
from .changing import changed, writes
from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .operations import Call, Operations, Parameter

blueprint = Operations(__name__)
_MONTH: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@blueprint.operation(
    "GET",
    "/v1/audits",
    summary="Which resolved complaints are to be audited",
    tag="Oversight",
    answers={200: audit_shapes.AuditsShape},
    parameters=(
        Parameter(name="month", description="For example ``2026-11``; the present one when absent."),
        LANGUAGE,
    ),
    roles=OVERSEERS,
)
def get_audits(call: Call[Any]) -> Response:
    """Drawn by a secret hash: unhappy customers, escalated ones and the rest in turn, and within them agents and queues
    evenly. The sample may still change while the month lasts; what was audited counts.
    """
    runtime, book = call.runtime, checklist()
    month = call.query.get("month") or f"{runtime.clock().astimezone(ZoneInfo(runtime.settings.zone)):%Y-%m}"
    if not _MONTH.fullmatch(month):
        raise InvalidInput("this is no month", fields={"month": "for example 2026-11"})
    found = due(runtime.store, runtime.samples, call.principal.shop, month=month)
    language = desk_language(call)
    return json_answer(
        audit_shapes.AuditsShape(
            month=month,
            wanted=book.monthly,
            done=found.done,
            passed=found.passed,
            checklist=tuple(
                audit_shapes.PointShape(id=one.id, title=one.titles[language], critical=one.critical)
                for one in book.points
            ),
            items=tuple(audit_shapes.CandidateShape(**one.model_dump()) for one in found.items),
        )
    )


@writes(blueprint, "audit", summary="Audit how it was resolved", body=audit_shapes.AuditBody, roles=SENIOR)
def audit_complaint(call: Call[audit_shapes.AuditBody], complaint: str) -> Response:
    """Every point of the checklist is answered. 403 for what you resolved yourself, 409 when it is not settled or this
    resolution has been audited.
    """
    sent = call.content
    return changed(
        call, lambda action: audit(call.runtime.desk, complaint, action, answers=sent.answers, note=sent.note)
    )
