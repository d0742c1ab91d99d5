"""One action on many complaints: each its own transaction, with its own line in the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Response
from pydantic import BaseModel

from chalicelib.desk.assigning import assign
from chalicelib.desk.colleagues import mentioned
from chalicelib.desk.desk import Action
from chalicelib.desk.permissions import DESK
from chalicelib.model.change import Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import AlreadyRecorded, HuiyinError, IdempotencyMismatch
from chalicelib.runtime import Runtime

from . import bodies
from .changing import WRITE
from .errors import status_of
from .http import json_answer
from .idempotency import LIFE, REQUEST, key_of, request_digest
from .operations import Call, Operations, checked
from .supervising_shapes import BulkLineShape, BulkShape

blueprint = Operations(__name__)
TIME: Final = timedelta(seconds=20)
"""The function has 29 seconds; what has not had its turn by then says so and can be sent again."""
NOT_TRIED: Final = "not_tried"
Act = Callable[[Runtime, str, Action, Any], Complaint]


@dataclass(frozen=True, slots=True)
class Kind:
    shape: type[BaseModel]
    act: Act


KINDS: Final[Mapping[str, Kind]] = {
    "assign": Kind(
        bodies.AssignBody,
        lambda runtime, one, action, sent: assign(
            runtime.desk, runtime.agents, one, action, agent=sent.agent, why=sent.reason
        ),
    ),
    "release": Kind(bodies.EmptyBody, lambda runtime, one, action, _: runtime.desk.release(one, action)),
    "transfer": Kind(
        bodies.TransferBody,
        lambda runtime, one, action, sent: runtime.desk.transfer(one, action, queue=sent.queue, why=sent.reason),
    ),
    "reclassify": Kind(
        bodies.ReclassifyBody,
        lambda runtime, one, action, sent: runtime.desk.reclassify(
            one, action, primary=sent.primary, labels=sent.labels, why=sent.reason
        ),
    ),
    "severity": Kind(
        bodies.SeverityBody,
        lambda runtime, one, action, sent: runtime.desk.set_severity(
            one, action, severity=sent.severity, why=sent.reason
        ),
    ),
    "escalate": Kind(
        bodies.EscalateBody,
        lambda runtime, one, action, sent: runtime.desk.escalate(one, action, level=sent.level, why=sent.reason),
    ),
    "note": Kind(
        bodies.NoteBody,
        lambda runtime, one, action, sent: runtime.desk.note(
            one, action, text=sent.text, mentions=mentioned(runtime.agents, action.by, sent.text, sent.mentions)
        ),
    ),
    "replies": Kind(
        bodies.ReplyBody, lambda runtime, one, action, sent: runtime.desk.reply(one, action, text=sent.text)
    ),
    "wait": Kind(
        bodies.WaitBody,
        lambda runtime, one, action, sent: runtime.desk.wait(one, action, why=sent.reason, until=sent.until),
    ),
    "resolve": Kind(
        bodies.ResolveBody,
        lambda runtime, one, action, sent: runtime.desk.resolve(
            one, action, outcome=sent.outcome, text=sent.text, done_at=sent.done_at
        ),
    ),
    "reopen": Kind(
        bodies.ReasonBody, lambda runtime, one, action, sent: runtime.desk.reopen(one, action, why=sent.reason)
    ),
}


@blueprint.operation(
    "POST",
    "/v1/bulk",
    summary="One action on up to 100 complaints",
    tag="Complaints",
    body=bodies.BulkBody,
    answers={200: BulkShape},
    parameters=WRITE[1:],
    roles=DESK,
)
def bulk(call: Call[bodies.BulkBody]) -> Response:
    """Each complaint is its own transaction and has its own line; one that fails stops none of the others. With an
    ``Idempotency-Key`` the same request once more does only what has not been done. After 20 seconds the rest is
    ``not_tried``: send the same again.
    """
    sent = call.content
    kind = KINDS[sent.action]
    body = checked(sent.body, kind.shape, within="body.")
    complaints = tuple(dict.fromkeys(sent.complaints))
    keys = Keys(call, complaints) if key_of(call) is not None else None
    end = call.runtime.clock() + TIME
    lines = tuple(_line(call, one, kind=kind, body=body, keys=keys, end=end) for one in complaints)
    done = sum(line.code is None for line in lines)
    return json_answer(BulkShape(items=lines, done=done, failed=len(lines) - done))


class Keys:
    """An ``Idempotency-Key`` for each complaint of a request. Raises ``IdempotencyMismatch`` for another request."""

    def __init__(self, call: Call[Any], complaints: Sequence[str]) -> None:
        self.call = call
        self.digest = request_digest(call)
        self._done = self._recorded(complaints)

    def name(self, complaint: str) -> str:
        return f"{self.call.principal.id}|{key_of(self.call)}|{complaint}"

    def version(self, complaint: str, *, again: bool = False) -> int | None:
        """What was made of it the first time; ``again``: looked up anew."""
        if again:
            self._done |= self._recorded([complaint])
        return self._done.get(complaint)

    def remember(self, after: Complaint) -> Sequence[Once]:
        value = json.dumps({"digest": self.digest, "version": after.version})
        expires = self.call.runtime.clock() + LIFE
        return [Once(kind=REQUEST, key=self.name(after.id), value=value, private=True, expires_at=expires)]

    def _recorded(self, complaints: Sequence[str]) -> dict[str, int]:
        names = {(REQUEST, self.name(one)): one for one in complaints}
        found = self.call.runtime.store.recorded(self.call.principal.shop, names)
        remembered = {names[name]: json.loads(value) for name, value in found.items()}
        if any(one["digest"] != self.digest for one in remembered.values()):
            raise IdempotencyMismatch("this Idempotency-Key was used for another request: make a new one")
        return {complaint: one["version"] for complaint, one in remembered.items()}


def _line(
    call: Call[Any], complaint: str, *, kind: Kind, body: BaseModel, keys: Keys | None, end: datetime
) -> BulkLineShape:
    if keys and (version := keys.version(complaint)) is not None:
        return BulkLineShape(complaint=complaint, status=HTTPStatus.OK, version=version)
    if call.runtime.clock() >= end:
        detail = "the time was up before its turn came: send the same again"
        return BulkLineShape(complaint=complaint, status=HTTPStatus.SERVICE_UNAVAILABLE, code=NOT_TRIED, detail=detail)
    action = Action(by=call.principal, remember=keys.remember) if keys else Action(by=call.principal)
    try:
        after = kind.act(call.runtime, complaint, action, body)
    except AlreadyRecorded as error:
        if keys and (version := keys.version(complaint, again=True)) is not None:
            return BulkLineShape(complaint=complaint, status=HTTPStatus.OK, version=version)
        return _failed(complaint, error)
    except HuiyinError as error:
        return _failed(complaint, error)
    return BulkLineShape(complaint=complaint, status=HTTPStatus.OK, version=after.version)


def _failed(complaint: str, error: HuiyinError) -> BulkLineShape:
    return BulkLineShape(complaint=complaint, status=status_of(error), code=error.code, detail=error.detail)
