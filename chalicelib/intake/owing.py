"""What a message makes owed: a platform's word of its after-sale is kept, the rules are asked, the flow is led on, and
when a repair is asked for, a time is promised in which it is agreed on.
"""

from __future__ import annotations

from datetime import datetime

from chalicelib.aftersales import repairs, stepping
from chalicelib.aftersales.entitling import entitled, order_known
from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint
from chalicelib.model.identity import SYSTEM
from chalicelib.model.message import Inbound
from chalicelib.model.order import Order


def owed(
    complaint: Complaint, inbound: Inbound, *, cause: str, order: Order | None, flow: str, now: datetime
) -> tuple[facts.Body, ...]:
    """``flow`` names a flow that starts by it. Where anybody may have sent a push, it proves nothing. Pure."""
    sale = inbound.aftersale if inbound.is_authentic else None
    draft = Draft(before=complaint, actor=SYSTEM, at=now)
    if sale:
        draft.say(facts.AfterSalePushed(sale=sale))
    draft.say(*order_known(draft.now, order))
    draft.say(*entitled(draft.now, cause=cause, now=now, order=order))
    if sale:
        draft.say(*stepping.push(draft.now, sale, name=flow, now=now))
    is_asked = not (inbound.aftersale and not sale) and repairs.asked(draft.now, sale)
    draft.say(*repairs.confirmation(draft.now, is_asked=is_asked, now=now))
    return tuple(event.body for event in draft.change().events)
