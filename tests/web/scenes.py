"""Complaints in the states that operations need, and what each operation is sent."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from chalicelib.desk.auditing import checklist
from chalicelib.desk.colleagues import add_collaborator
from chalicelib.desk.compensating import Proposal, proposed
from chalicelib.desk.desk import Action
from chalicelib.desk.handling import advance_flow, start_flow
from chalicelib.intake.opening import opened
from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft
from chalicelib.model.complaint import Complaint, Task
from chalicelib.model.identity import SYSTEM, Principal, Role
from chalicelib.model.message import Customer, Direction, Inbound, Message
from chalicelib.model.offer import Considered, Offer
from chalicelib.routing.rules import rule_book
from chalicelib.surveys.visiting import plan_by_hand
from chalicelib.web.operations import OPERATIONS, Operation
from tests.support.understanding import understood
from tests.support.world import AGENT, OTHER_AGENT, SHOP, SUPERVISOR, World

TEXT: Final = "质量太差，手机用了两天屏幕就坏了"
QUEUE: Final = "quality"
OPERATION: Final = {one.name: one for one in OPERATIONS}
OTHER: Final = "c0000000000000other0"
"""Id of a second complaint, where an operation needs two."""
VISIT: Final = "w0000000000000visit0"
"""Id of a visit, where an operation needs one."""
SECOND: Final = "m0000000000000second"
"""Id of a second message, where an operation needs one."""
BODIES: Final[dict[str, dict[str, Any]]] = {
    "claim": {},
    "release": {},
    "heartbeat": {},
    "reply": {"text": "您好，马上为您换货。"},
    "run_canned": {"macro": "refunded_and_done"},
    "note": {"text": "客户很着急"},
    "add_to_complaint": {"agent": "agent-2"},
    "remove_from_complaint": {"agent": "agent-2"},
    "audit_complaint": {"answers": dict.fromkeys((one.id for one in checklist().points), "yes")},
    "finish_task": {"task": "x0", "how": "打电话说明了"},
    "assign_to": {"agent": "agent-2", "reason": "她懂手机"},
    "decline": {},
    "transfer": {"queue": "policy", "reason": "关于退货政策"},
    "set_severity": {"severity": "S1", "reason": "他要找律师"},
    "escalate": {"reason": "要求与主管通话"},
    "reclassify": {"primary": "policy"},
    "state_facts": {"facts": {"fault_on": "2026-11-10"}},
    "start_flow": {"flow": "return"},
    "advance_flow": {"flow": "repair"},
    "cancel_flow": {"flow": "repair", "reason": "客户不修了"},
    "compensate": {"amount": "20.00", "reason": "等了很久"},
    "decide_compensation": {"compensation": "g0", "decision": "withdraw"},
    "wait": {"reason": "等客户寄回"},
    "start_clock": {"kind": "repair_confirmation"},
    "stop_clock": {"kind": "repair_confirmation"},
    "resolve": {"outcome": "exchanged"},
    "open_original": {"reason": "客户来电核对地址"},
    "reopen": {"reason": "又坏了"},
    "link": {"complaint": OTHER},
    "unlink": {"complaint": OTHER},
    "merge": {"into": OTHER},
    "unmerge": {"reason": "弄错了"},
    "split": {"messages": [SECOND]},
    "tell_visit": {"outcome": "solved"},
    "plan_visit": {"reason": "老客户"},
    "claim_next": {},
}
"""A good body for every operation that changes a complaint."""
CHANGES: Final = tuple(BODIES)
QUESTIONS: Final[dict[str, dict[str, Any]]] = {"check_reply": {"text": "您好"}}
"""A good body for an operation that changes nothing."""


def path_of(operation: Operation | str, name: str = "none") -> str:
    """With ``name`` for whatever the path names, except what is known by heart."""
    path = operation.path if isinstance(operation, Operation) else OPERATION[operation].path
    known = {
        "queue": QUEUE,
        "name": "satisfaction",
        "channel_name": "relay",
        "account": "demo",
        "message": "m0",
        "visit": VISIT,
        "position": "0",
    }
    names = {"complaint": name, "entry": name, "token": name, "receipt": name, "endpoint": name, "delivery": name}
    names |= {"platform": name, "number": name, "agent": name, "view": name, "proposal": name}
    return path.format(**known | names)


def caller_of(operation: str) -> Principal:
    """Somebody who may."""
    return AGENT if Role.AGENT in OPERATION[operation].roles else SUPERVISOR


def ready_for(world: World, operation: str, *, by: Principal = AGENT) -> Complaint:  # noqa: C901 - one flat table
    """A complaint on which ``operation`` is possible."""
    complaint = world.complain(TEXT)
    world.runtime.staffing.seen(OTHER_AGENT)
    if operation == "decline":
        return offered(world, complaint, to=by)
    if operation not in ("claim", "claim_next"):
        complaint = world.runtime.desk.claim(complaint.id, Action(by=by))
    if operation == "remove_from_complaint":
        runtime = world.runtime
        complaint = add_collaborator(runtime.desk, runtime.agents, complaint.id, Action(by=by), agent=OTHER_AGENT.id)
    if operation == "finish_task":
        complaint = with_a_task(world, complaint)
    if operation in ("advance_flow", "cancel_flow"):
        complaint = in_repair(world, complaint, by=by)
    if operation == "decide_compensation":
        complaint = with_a_proposal(world, complaint, by=by)
    if operation == "stop_clock":
        kind = BODIES[operation]["kind"]
        complaint = world.runtime.desk.start_clock(complaint.id, Action(by=by), kind=kind, since=None, why="")
    if operation in ("link", "unlink", "merge", "unmerge", "split"):
        complaint = beside_another(world, complaint, operation, by=by)
    if operation in ("reopen", "plan_visit", "tell_visit", "audit_complaint"):
        complaint = world.runtime.desk.resolve(complaint.id, Action(by=by), outcome="solved", text="")
    if operation == "tell_visit":
        complaint = with_a_visit(world, complaint)
    return complaint


def with_a_visit(world: World, complaint: Complaint) -> Complaint:
    """Under a name that paths can say beforehand."""
    draft = Draft(before=complaint, actor=SYSTEM, at=world.clock())
    plan_by_hand(draft, visit=VISIT, at=world.clock(), every=None, why="")
    world.runtime.store.commit(draft.change())
    return draft.now


def offered(world: World, complaint: Complaint, *, to: Principal) -> Complaint:
    """As a queue that is pushed does it."""
    now = world.clock()
    draft = Draft(before=complaint, actor=SYSTEM, at=now)
    considered = Considered(agent=to.id, name=to.name, load=0, capacity=5)
    until = now + timedelta(seconds=30)
    draft.say(
        facts.Offered(offer=Offer(agent=to.id, agent_name=to.name, since=now, until=until, ranking=(considered,)))
    )
    world.runtime.store.commit(draft.change())
    return draft.now


def beside_another(world: World, complaint: Complaint, operation: str, *, by: Principal) -> Complaint:
    """Where an operation is about two complaints, or makes two of one."""
    if operation == "split":
        return with_a_second_message(world, complaint)
    other_complaint(world)
    if operation == "unlink":
        return world.runtime.matters.link(complaint.id, Action(by=by), other=OTHER, why="")
    if operation == "unmerge":
        return world.runtime.matters.merge(complaint.id, Action(by=by), into=OTHER, why="")
    return complaint


def other_complaint(world: World) -> Complaint:
    """A second one, under a name that bodies can say beforehand."""
    about = {"id": "m0", "direction": Direction.INBOUND, "at": world.clock()}
    after, events = opened(
        Inbound(text=TEXT, customer=Customer(email="other@customer.example")),
        Message(text=TEXT, **about),
        complaint=OTHER,
        shop=SHOP,
        account=SHOP,
        assessment=understood(TEXT),
        rules=rule_book(),
        now=world.clock(),
    )
    world.runtime.store.commit(Change(before=None, after=after, events=events))
    return after


def with_a_second_message(world: World, complaint: Complaint) -> Complaint:
    """Of the customer, under a name that bodies can say beforehand."""
    said = Message(id=SECOND, direction=Direction.INBOUND, text=TEXT, at=world.clock(), channel="form")
    draft = Draft(before=complaint, actor=SYSTEM, at=world.clock())
    draft.say(facts.MessageAdded(message=said, customer=complaint.customer, reply_to=complaint.reply_to))
    world.runtime.store.commit(draft.change(messages=[said]))
    return draft.now


def with_a_task(world: World, complaint: Complaint) -> Complaint:
    """As when no way led to the customer."""
    draft = Draft(before=complaint, actor=SYSTEM, at=world.clock())
    draft.say(facts.TaskSet(task=Task(id="x0", why="the customer cannot be reached", since=world.clock())))
    world.runtime.store.commit(draft.change())
    return draft.now


def in_repair(world: World, complaint: Complaint, *, by: Principal = AGENT) -> Complaint:
    """Agreed with the customer, who sends it in now."""
    desk = world.runtime.desk
    start_flow(desk, complaint.id, Action(by=by), flow="repair")
    return advance_flow(desk, complaint.id, Action(by=by), flow="repair", to="send_in", why="")


def with_a_proposal(world: World, complaint: Complaint, *, by: Principal = AGENT, amount: str = "80.00") -> Complaint:
    """More than an agent may give."""
    proposal = Proposal(amount=Decimal(amount), currency=None, basis="goodwill", owed_as=None, why="等了很久")
    draft = proposed(complaint, by, proposal, name="g0", now=world.clock())
    world.runtime.store.commit(draft.change())
    return draft.now


def resolved(world: World, text: str = TEXT, **about: Any) -> Complaint:
    complaint = world.complain(text, **about)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    return world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="solved", text="")
