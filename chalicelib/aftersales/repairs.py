"""The time in which a repair that was asked for has to be agreed on. Pure.

It begins when the customer's own words ask, when a platform says that they did, or when who is owed a free repair wants
one; once for each opening of a complaint. The flow's step or a person ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.model import event as facts
from chalicelib.model.clock import REPAIR_CONFIRMATION, RESOLUTION
from chalicelib.model.complaint import Complaint
from chalicelib.model.entitlement import EntitlementRecord
from chalicelib.model.flow import AfterSale
from chalicelib.model.message import Direction
from chalicelib.routing.clocks import pause, start_by_hand
from chalicelib.routing.promises import Matter

from .flows import flow_book

if TYPE_CHECKING:
    from chalicelib.understanding.repairs import Wish

REPAIR: Final = "repair"
FREE_REPAIR: Final = "repair_free"


def asked(complaint: Complaint, sale: AfterSale | None) -> bool:
    """By the newest message; where it is a platform's push, by what the platform says (``sale``), not by its words."""
    if sale is None:
        return _wish(complaint) == "asked"
    known = complaint.aftersale
    return sale.status == "opened" and known is not None and known.kind == REPAIR


def confirmation(complaint: Complaint, *, is_asked: bool, now: datetime) -> Iterator[facts.Body]:
    """What is to be said: nothing unless it is asked for, or wanted by who is owed it."""
    wanted = is_asked or _wants_free_repair(complaint)
    if not wanted or not complaint.status.is_open or _is_promised(complaint) or _is_agreed(complaint):
        return
    begun = start_by_hand(complaint.clocks, REPAIR_CONFIRMATION, Matter.of(complaint), now=now)
    if complaint.wait:
        begun = pause(begun, now=now, why=complaint.wait.why) or begun
    if begun:
        yield facts.ClocksChanged(cause="a repair was asked for", clocks=begun)


def _wants_free_repair(complaint: Complaint) -> bool:
    record = complaint.entitlements
    if record is None or FREE_REPAIR not in record.entitled:
        return False
    return _wish(complaint) is not None or _is_stated(record)


def _is_stated(record: EntitlementRecord) -> bool:
    """By the channel or an agent; what the words say of an issue may be about the past."""
    values = {"issue": "repair_request", "prefers": REPAIR}
    known = ((record.facts[name], value) for name, value in values.items() if name in record.facts)
    return any(fact.value == value and fact.origin != "message" for fact, value in known)


def _wish(complaint: Complaint) -> Wish | None:
    """Of what the customer wrote last; a subject counts with the first message."""
    from chalicelib.understanding.repairs import wish_for_repair  # its patterns are made when first needed

    theirs = [one for one in complaint.messages if one.direction is Direction.INBOUND and not one.is_automatic]
    if not theirs:
        return None
    heading = f"{complaint.subject}\n" if complaint.subject and complaint.message_count == 1 else ""
    return wish_for_repair(heading + theirs[-1].text)


def _is_promised(complaint: Complaint) -> bool:
    """Since it was opened, or opened again: then everything else was promised anew."""
    present, opened = complaint.clock(REPAIR_CONFIRMATION), complaint.clock(RESOLUTION)
    if present is None or opened is None:
        return present is not None
    return present.stopped_at is None or present.stopped_at > opened.started_at


def _is_agreed(complaint: Complaint) -> bool:
    """A repair is on its way, and what has to be agreed on before is done."""
    steps = {step.id for step in flow_book().flow(REPAIR).steps if step.promise == REPAIR_CONFIRMATION}
    running = (run for run in complaint.flows if run.flow == REPAIR and run.is_running)
    return any(step.step in steps and step.done_at for run in running for step in run.steps)
