"""The desk API for how urgent a complaint is."""

from __future__ import annotations

from functools import partial

from chalice.app import Response

from . import bodies
from .changing import changed, writes
from .operations import Call, Operations

blueprint = Operations(__name__)
_writes = partial(writes, blueprint)


@_writes("severity", summary="Say how urgent it is", body=bodies.SeverityBody)
def set_severity(call: Call[bodies.SeverityBody], complaint: str) -> Response:
    """By itself severity only rises. Lowering it takes a supervisor and a reason, and lengthens what is promised."""
    sent = call.content
    return changed(
        call,
        lambda action: call.runtime.desk.set_severity(complaint, action, severity=sent.severity, why=sent.reason),
    )


@_writes("escalate", summary="Call a supervisor, or the next level", body=bodies.EscalateBody)
def escalate(call: Call[bodies.EscalateBody], complaint: str) -> Response:
    """Severity rises by a step (never to S0), promises only get shorter, it comes sooner in its queue, and the robots
    of the queue or of the management are told. Once a level: repeating it changes nothing. 409 when it is resolved.
    """
    sent = call.content
    return changed(
        call, lambda action: call.runtime.desk.escalate(complaint, action, level=sent.level, why=sent.reason)
    )
