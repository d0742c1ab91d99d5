"""Decisions of routing as shapes, their reasons as sentences. Pure."""

from __future__ import annotations

from chalicelib.model.assessment import Assessment
from chalicelib.model.routing import Reason, RoutingDecision
from chalicelib.routing.reasons import sentence
from chalicelib.routing.titles import Language
from chalicelib.understanding.privacy import mask

from .routing_shapes import ReasonShape, RoutedShape, RoutingInputsShape, RoutingShape


def routing_shape(decision: RoutingDecision, *, assessment: Assessment, language: Language) -> RoutingShape:
    """``assessment`` has the words behind the reasons."""
    return RoutingShape(
        **_plain(decision),
        reasons=tuple(_reason(one, assessment=assessment, language=language) for one in decision.reasons),
        version=decision.version,
        inputs=RoutingInputsShape(**decision.inputs.model_dump()) if decision.inputs else None,
    )


def routed_shape(decision: RoutingDecision, *, language: Language) -> RoutedShape:
    """Without anything the customer wrote."""
    reasons = tuple(_reason(one, assessment=None, language=language) for one in decision.reasons)
    return RoutedShape(**_plain(decision), reasons=reasons)


def _plain(decision: RoutingDecision) -> dict[str, object]:
    return decision.model_dump(include=set(RoutedShape.model_fields) - {"reasons"})


def _reason(reason: Reason, *, assessment: Assessment | None, language: Language) -> ReasonShape:
    alarms = assessment.alarms if assessment and reason.severity else ()
    words = dict.fromkeys(mask(one.text).text for one in alarms if one.signal == reason.code)
    return ReasonShape(code=reason.code, text=sentence(reason, language=language), words=tuple(words))
