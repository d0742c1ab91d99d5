"""The desk API for one complaint: open it, and everything an agent does to it."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.colleagues import mentioned
from chalicelib.desk.permissions import EVERYBODY
from chalicelib.model.errors import InvalidInput

from . import bodies, clock_shapes, complaint_shapes
from .changing import TAG, changed, tagged, writes
from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .masking import masked_complaint, masked_facts, reads_masked
from .operations import Call, Operations
from .showing import clock_shape, complaint_file, event_shape

blueprint = Operations(__name__)
ACCEPTED: Final = {202: complaint_shapes.ComplaintShape}
_writes = partial(writes, blueprint)


@blueprint.operation(
    "GET",
    "/v1/complaints/{complaint}",
    summary="Everything about one complaint",
    tag=TAG,
    answers={200: complaint_shapes.ComplaintFileShape},
    parameters=(LANGUAGE,),
    roles=EVERYBODY,
)
def get_complaint(call: Call[Any], complaint: str) -> Response:
    """The messages of complaints that were merged into it are shown with its own. Auditors, and where originals are
    opened on request everybody, see personal data ``masked``.
    """
    dossier = call.runtime.store.dossier(call.principal.shop, complaint)
    merged = call.runtime.matters.messages_merged_into(dossier.complaint)
    shown = complaint_file(dossier, now=call.runtime.clock(), merged=merged, language=desk_language(call))
    shown = masked_complaint(shown) if reads_masked(call) else shown
    return tagged(shown, version=dossier.complaint.version)


@blueprint.operation(
    "GET",
    "/v1/complaints/{complaint}/clocks",
    summary="Every promise, and how its due time came about",
    tag=TAG,
    answers={200: clock_shapes.ClocksShape},
    parameters=(LANGUAGE,),
    roles=EVERYBODY,
)
def get_clocks(call: Call[Any], complaint: str) -> Response:
    found = call.runtime.store.complaint(call.principal.shop, complaint)
    language = desk_language(call)
    now = call.runtime.clock()
    clocks = tuple(clock_shape(clock, now=now, language=language) for clock in found.clocks)
    return json_answer(clock_shapes.ClocksShape(items=clocks))


@blueprint.operation(
    "GET",
    "/v1/complaints/{complaint}/history",
    summary="Every event, oldest first",
    tag=TAG,
    answers={200: complaint_shapes.EventsShape},
    roles=EVERYBODY,
)
def get_history(call: Call[Any], complaint: str) -> Response:
    dossier = call.runtime.store.dossier(call.principal.shop, complaint)
    shown = complaint_shapes.EventsShape(items=tuple(map(event_shape, dossier.events)))
    if reads_masked(call):
        texts = (message.text for message in dossier.messages)
        shown = masked_facts(shown, person=dossier.complaint.customer, texts=texts)
    return json_answer(shown)


@_writes("claim", summary="Hold it for yourself", body=bodies.EmptyBody)
def claim(call: Call[bodies.EmptyBody], complaint: str) -> Response:
    """409 names the holder. Claiming what you hold renews the lease."""
    return changed(call, lambda action: call.runtime.desk.claim(complaint, action))


@_writes("release", summary="Give it back to the queue", body=bodies.EmptyBody)
def release(call: Call[bodies.EmptyBody], complaint: str) -> Response:
    return changed(call, lambda action: call.runtime.desk.release(complaint, action))


@_writes("heartbeat", summary="Still at it: renew the lease", body=bodies.EmptyBody)
def heartbeat(call: Call[bodies.EmptyBody], complaint: str) -> Response:
    return changed(call, lambda action: call.runtime.desk.heartbeat(complaint, action))


@_writes("replies", summary="Answer the customer", body=bodies.ReplyBody, answers=ACCEPTED)
def reply(call: Call[bodies.ReplyBody], complaint: str) -> Response:
    """Kept at once; sent by the outbox on the channel the customer used. Where that channel takes it no more
    (``reply_window``), it goes by an approved notice, by text message or by e-mail, and in the end becomes a task.
    """
    text = call.content.text
    return changed(call, lambda action: call.runtime.desk.reply(complaint, action, text=text), status=202)


@_writes("notes", summary="Leave a note for colleagues", body=bodies.NoteBody)
def note(call: Call[bodies.NoteBody], complaint: str) -> Response:
    """Colleagues named in ``mentions`` or by ``@agent-id`` find it in ``GET /v1/agents/me/mentions``."""
    sent, runtime = call.content, call.runtime
    called = mentioned(runtime.agents, call.principal, sent.text, sent.mentions)
    return changed(call, lambda action: runtime.desk.note(complaint, action, text=sent.text, mentions=called))


@_writes("finish-task", summary="A task is done", body=bodies.TaskBody)
def finish_task(call: Call[bodies.TaskBody], complaint: str) -> Response:
    """Somebody reached the customer, and says how. 404 when there is no such open task."""
    sent = call.content
    return changed(call, lambda action: call.runtime.desk.finish_task(complaint, action, task=sent.task, how=sent.how))


@_writes("transfer", summary="Hand it to another queue", body=bodies.TransferBody)
def transfer(call: Call[bodies.TransferBody], complaint: str) -> Response:
    sent = call.content
    return changed(
        call, lambda action: call.runtime.desk.transfer(complaint, action, queue=sent.queue, why=sent.reason)
    )


@_writes("reclassify", summary="Correct the category", body=bodies.ReclassifyBody)
def reclassify(call: Call[bodies.ReclassifyBody], complaint: str) -> Response:
    sent = call.content
    return changed(
        call,
        lambda action: call.runtime.desk.reclassify(
            complaint, action, primary=sent.primary, labels=sent.labels, why=sent.reason
        ),
    )


@_writes("wait", summary="Wait for the customer", body=bodies.WaitBody)
def wait(call: Call[bodies.WaitBody], complaint: str) -> Response:
    """Next update and resolution rest until the customer writes or ``until`` passes."""
    sent = call.content
    if sent.until is not None and sent.until.tzinfo is None:
        raise InvalidInput("the time has no offset", fields={"until": "for example 2026-11-30T18:00:00+08:00"})
    return changed(call, lambda action: call.runtime.desk.wait(complaint, action, why=sent.reason, until=sent.until))


@_writes("start-clock", summary="A repair was asked for, or a regulator passed it on", body=bodies.StartClockBody)
def start_clock(call: Call[bodies.StartClockBody], complaint: str) -> Response:
    """From now on its deadline runs beside our own promises."""
    sent = call.content
    return changed(
        call,
        lambda action: call.runtime.desk.start_clock(
            complaint, action, kind=sent.kind, since=sent.since, why=sent.reason
        ),
    )


@_writes("stop-clock", summary="The repair is agreed on, or the regulator has its answer", body=bodies.StopClockBody)
def stop_clock(call: Call[bodies.StopClockBody], complaint: str) -> Response:
    sent = call.content
    return changed(
        call, lambda action: call.runtime.desk.stop_clock(complaint, action, kind=sent.kind, why=sent.reason)
    )


@_writes("resolve", summary="It is settled", body=bodies.ResolveBody)
def resolve(call: Call[bodies.ResolveBody], complaint: str) -> Response:
    """Ends the clocks and schedules the survey."""
    sent = call.content
    return changed(
        call,
        lambda action: call.runtime.desk.resolve(
            complaint, action, outcome=sent.outcome, text=sent.text, done_at=sent.done_at
        ),
    )


@_writes("reopen", summary="It is not settled after all", body=bodies.ReasonBody)
def reopen(call: Call[bodies.ReasonBody], complaint: str) -> Response:
    return changed(call, lambda action: call.runtime.desk.reopen(complaint, action, why=call.content.reason))
