"""The fold: each event type by what it changes, and only that."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.model import event as facts
from chalicelib.model.assessment import Category, Severity
from chalicelib.model.audit import Audit
from chalicelib.model.clock import Clock, ClockState
from chalicelib.model.compensation import Compensation, CompensationState
from chalicelib.model.complaint import (
    DIGESTS_KEPT,
    Classification,
    Collaborator,
    Complaint,
    Escalation,
    Level,
    SetSeverity,
    Status,
    Task,
    digest,
)
from chalicelib.model.effect import EffectKind, Way
from chalicelib.model.entitlement import EntitlementRecord, Fact
from chalicelib.model.event import EVENT_BODY, Body, Event
from chalicelib.model.evolve import evolve, fold
from chalicelib.model.flow import AfterSale, FlowRun, FlowState, FlowStep, Owner
from chalicelib.model.matter import Link, Suggestion
from chalicelib.model.message import Customer, Direction, OrderReference
from chalicelib.model.offer import Offer
from chalicelib.model.opening import opening
from chalicelib.model.order import Goods
from chalicelib.model.routing import RoutingDecision
from chalicelib.model.standing import Standing
from chalicelib.model.survey import (
    CancelReason,
    Question,
    SkipReason,
    Solved,
    Survey,
    SurveyAnswer,
    SurveyState,
)
from chalicelib.model.visit import Visit, VisitCancelReason, VisitKind, VisitOutcome, VisitState
from tests.model.samples import (
    HOUR,
    LATER,
    LEASE,
    RESOLUTION,
    SURVEY,
    WAIT,
    complaint,
    complaint_and_events,
    happened,
    message,
)
from tests.support.fakes import START
from tests.support.understanding import understood

ASKS = (Question.SCORE, Question.TEXT)
VISIT = Visit(id="w1", kind=VisitKind.CALL, language="zh-Hans", due_at=START, ends_at=LATER)
OTHER_SURVEY = SURVEY.model_copy(update={"id": "v2", "resolution": 2})
ANSWER = SurveyAnswer(score=5, solved=Solved.YES, at=LATER)
CORRECTED = Classification(primary=Category.POLICY, labels=(Category.POLICY,), confidence=1.0, decided_by="agent-1")
DECISION = RoutingDecision(queue="urgent", severity=Severity.S0, rules=("safety",), reasons=("why",), version="1")
SET = SetSeverity(severity=Severity.S3, previous=Severity.S1, why="a joke", by="supervisor-1", at=LATER)
AUDIT = Audit(resolution=1, agent="agent-1", by="supervisor-1", at=LATER, version="1", answers={}, passed=True)
COLLEAGUE = Collaborator(agent="agent-2", since=LATER, by="agent-1")
OTHER_COLLEAGUE = COLLEAGUE.model_copy(update={"agent": "agent-3"})
ESCALATION = Escalation(level=Level.SUPERVISOR, why="he shouts", by="agent-1", at=LATER)
NEW_MESSAGE = message("还是坏的", id="m2")
OTHER_ASSESSMENT = understood("物流")
MET = complaint().clocks[0].model_copy(update={"state": ClockState.MET, "stopped_at": LATER})

TASK = Task(id="x1", why="refused", message="m2", since=LATER)
OTHER_TASK = TASK.model_copy(update={"id": "x2"})
REROUTED = facts.Rerouted(
    effect="x1", kind=EffectKind.REPLY, tried=Way.CHANNEL, why="too late", way=Way.SMS, channel="aliyun_sms"
)

LINK = Link(complaint="c2", since=LATER, by="agent-1")
OTHER_LINK = LINK.model_copy(update={"complaint": "c3"})
LIKELY = Suggestion(complaint="c2", score=0.7, reasons=("order",), since=LATER)
UNLIKELY = LIKELY.model_copy(update={"complaint": "c3"})

SOONER = complaint().clocks[0].model_copy(update={"due_at": START})
LATEST = complaint().clocks[1].model_copy(update={"due_at": LATER + 1_000 * HOUR})
OTHERS = SOONER.model_copy(update={"kind": "platform:feige"})

OFFER = Offer(agent="agent-2", since=LATER, until=LATER + HOUR)
ASSIGNED = {"status": Status.ASSIGNED, "lease": LEASE}
RELEASED = {"status": Status.WAITING, "lease": None}


def scheduled(**changes: Any) -> Survey:
    return SURVEY.model_copy(update=changes)


OFFERED: Final = Compensation(
    id="g1",
    amount=Decimal("20.00"),
    currency="CNY",
    basis="goodwill",
    why="waited long",
    state=CompensationState.OFFERED,
    proposed_by="agent-1",
    proposed_at=LATER,
)
FLOW: Final = FlowRun(
    id="f1",
    flow="return",
    version="1",
    state=FlowState.RUNNING,
    started_at=LATER,
    steps=(FlowStep(step="apply", owner=Owner.CUSTOMER, began_at=LATER, done_at=LATER, by="agent-1"),),
)
FINISHED: Final = FLOW.model_copy(update={"state": FlowState.FINISHED, "ended_at": LATER})
OTHER_FLOW: Final = FLOW.model_copy(update={"id": "f2", "flow": "exchange"})
SALE: Final = AfterSale(number="7", kind="return", amount=Decimal("20.00"))
PENDING: Final = OFFERED.model_copy(update={"id": "g2", "state": CompensationState.PENDING})
REJECTED: Final = PENDING.model_copy(update={"state": CompensationState.REJECTED, "decided_why": "too much"})
# event, what the complaint was before, what it is afterwards; nothing else may change
ENTITLED: Final = EntitlementRecord(
    facts={"issue": Fact(value="no_reason", source="asserted", origin="message")}, entitled=("return_refund",)
)


def _cancelled(clock: Clock) -> Clock:
    return clock.model_copy(update={"state": ClockState.CANCELLED, "stopped_at": LATER})


CASES: list[tuple[Body, dict[str, Any], dict[str, Any]]] = [
    (facts.OrderKnown(goods=Goods(sku="PH-1")), {}, {"goods": Goods(sku="PH-1")}),
    (facts.EntitlementsChanged(cause="received", record=ENTITLED), {}, {"entitlements": ENTITLED}),
    (
        facts.Assessed(assessment=OTHER_ASSESSMENT),
        {},
        {
            "assessment": OTHER_ASSESSMENT,
            "classification": Classification(primary=Category.LOGISTICS, labels=(Category.LOGISTICS,), confidence=0.9),
        },
    ),
    (
        facts.Assessed(assessment=OTHER_ASSESSMENT),
        {"classification": CORRECTED},
        {"assessment": OTHER_ASSESSMENT},
    ),
    (
        facts.Routed(decision=DECISION),
        {},
        {"routing": DECISION, "queue": "urgent", "severity": Severity.S0},
    ),
    (
        facts.ClocksChanged(cause="replied", clocks=(MET,)),
        {},
        {"clocks": (MET, *complaint().clocks[1:])},
    ),
    (
        facts.MessageAdded(
            message=NEW_MESSAGE, customer=Customer(phone="1"), order=OrderReference(number="2"), reply_to=None
        ),
        {},
        {
            "messages": (message(), NEW_MESSAGE),
            "message_count": 2,
            "customer": Customer(phone="1"),
            "order": OrderReference(number="2"),
            "reply_to": None,
        },
    ),
    (facts.Claimed(lease=LEASE), {}, {**ASSIGNED, "last_agent": LEASE.agent}),
    (
        facts.Claimed(lease=LEASE),
        {"offer": OFFER, "passed": ("agent-3",)},
        {**ASSIGNED, "last_agent": LEASE.agent, "offer": None, "passed": ()},
    ),
    (facts.Offered(offer=OFFER), {}, {"offer": OFFER}),
    (
        facts.OfferEnded(agent=OFFER.agent, why="declined"),
        {"offer": OFFER, "passed": ("agent-3",)},
        {"offer": None, "passed": ("agent-3", OFFER.agent)},
    ),
    (
        facts.Reassigned(lease=LEASE, previous="agent-2", why="she knows it"),
        {**ASSIGNED, "lease": LEASE.model_copy(update={"agent": "agent-2"})},
        {**ASSIGNED, "last_agent": LEASE.agent},
    ),
    (
        facts.LeaseRenewed(lease=LEASE.model_copy(update={"until": LATER + HOUR})),
        ASSIGNED,
        {"lease": LEASE.model_copy(update={"until": LATER + HOUR})},
    ),
    (facts.Released(why="done for today"), {**ASSIGNED, "last_agent": LEASE.agent}, {**RELEASED, "last_agent": None}),
    (
        facts.Replied(message=NEW_MESSAGE),
        ASSIGNED,
        {"messages": (message(), NEW_MESSAGE), "message_count": 2, "answered_at": LATER},
    ),
    (
        facts.Replied(message=NEW_MESSAGE),
        {**ASSIGNED, "answered_at": START},
        {"messages": (message(), NEW_MESSAGE), "message_count": 2},
    ),
    (facts.Noted(message=NEW_MESSAGE), {}, {"messages": (message(), NEW_MESSAGE), "message_count": 2}),
    (facts.Audited(audit=AUDIT), {}, {"audits": (AUDIT,)}),
    (facts.CollaboratorAdded(collaborator=COLLEAGUE), {}, {"collaborators": (COLLEAGUE,)}),
    (
        facts.CollaboratorRemoved(agent=COLLEAGUE.agent),
        {"collaborators": (COLLEAGUE, OTHER_COLLEAGUE)},
        {"collaborators": (OTHER_COLLEAGUE,)},
    ),
    (facts.Transferred(queue="policy", why="theirs"), ASSIGNED, {"queue": "policy", "last_agent": None, **RELEASED}),
    (
        facts.Reclassified(classification=CORRECTED, previous=complaint().classification, why="seen it"),
        {},
        {"classification": CORRECTED},
    ),
    (facts.SeveritySet(severity_by=SET), {}, {"severity": Severity.S3, "severity_by": SET}),
    (
        facts.Escalated(escalation=ESCALATION, severity=Severity.S1),
        {},
        {"severity": Severity.S1, "escalation": ESCALATION},
    ),
    (facts.WaitStarted(wait=WAIT), ASSIGNED, {"status": Status.WAITING_CUSTOMER, "wait": WAIT, "lease": None}),
    (
        facts.WaitEnded(why="the customer wrote"),
        {"status": Status.WAITING_CUSTOMER, "wait": WAIT},
        {"wait": None, "status": Status.WAITING, "waiting_since": LATER},
    ),
    (
        facts.Resolved(resolution=RESOLUTION, close_at=LATER + HOUR),
        {**ASSIGNED, "wait": WAIT, "tasks": (TASK,)},
        {
            "status": Status.RESOLVED,
            "answered_at": LATER,
            "resolution": RESOLUTION,
            "close_at": LATER + HOUR,
            "lease": None,
            "wait": None,
            "tasks": (),
            "resolutions": 1,
        },
    ),
    (
        facts.Reopened(why="the customer wrote"),
        {"status": Status.RESOLVED, "resolution": RESOLUTION, "close_at": LATER, "resolutions": 1},
        {"status": Status.WAITING, "resolution": None, "close_at": None, "reopened": 1, "waiting_since": LATER},
    ),
    (
        facts.Closed(why="resolved and not reopened"),
        {"status": Status.RESOLVED, "close_at": LATER},
        {"status": Status.CLOSED, "close_at": None},
    ),
    (REROUTED, {}, {}),
    (facts.Undelivered(effect="x1", kind=EffectKind.REPLY, tried=Way.EMAIL, why="refused"), {}, {}),
    (facts.TaskSet(task=TASK), {}, {"tasks": (TASK,)}),
    (facts.TaskDone(task=TASK, how="called"), {"tasks": (TASK, OTHER_TASK)}, {"tasks": (OTHER_TASK,)}),
    (facts.FlowStarted(flow=FLOW), {}, {"flows": (FLOW,)}),
    (facts.FlowAdvanced(flow=FINISHED), {"flows": (FLOW,)}, {"flows": (FINISHED,)}),
    (facts.FlowCancelled(flow=FINISHED), {"flows": (FLOW, OTHER_FLOW)}, {"flows": (FINISHED, OTHER_FLOW)}),
    (facts.AfterSalePushed(sale=SALE), {}, {"aftersale": SALE}),
    (
        facts.AfterSalePushed(sale=AfterSale(status="agreed")),
        {"aftersale": SALE},
        {"aftersale": SALE.model_copy(update={"status": "agreed"})},
    ),
    (facts.CompensationOffered(compensation=OFFERED), {}, {"compensations": (OFFERED,)}),
    (facts.CompensationProposed(compensation=PENDING), {}, {"compensations": (PENDING,)}),
    (
        facts.CompensationDecided(compensation=REJECTED),
        {"compensations": (PENDING, OFFERED)},
        {"compensations": (REJECTED, OFFERED)},
    ),
    (facts.VisitPlanned(visit=VISIT), {}, {"visits": (VISIT,)}),
    (
        facts.VisitDue(remind_at=LATER),
        {"visits": (VISIT,)},
        {"visits": (VISIT.model_copy(update={"is_due": True, "remind_at": LATER}),)},
    ),
    (
        facts.VisitTried(due_at=LATER),
        {"visits": (VISIT,)},
        {"visits": (VISIT.model_copy(update={"tries": (LATER,), "due_at": LATER}),)},
    ),
    (
        facts.VisitMessaged(effect="x1", answer_until=LATER),
        {"visits": (VISIT,)},
        {"visits": (VISIT.model_copy(update={"state": VisitState.MESSAGED, "effect": "x1", "answer_until": LATER}),)},
    ),
    (
        facts.VisitDone(outcome=VisitOutcome.NOT_REACHED),
        {"visits": (VISIT,)},
        {
            "visits": (
                VISIT.model_copy(
                    update={"state": VisitState.DONE, "outcome": VisitOutcome.NOT_REACHED, "done_at": LATER}
                ),
            )
        },
    ),
    (
        facts.VisitCancelled(reason=VisitCancelReason.OPTED_OUT),
        {"visits": (VISIT,)},
        {"visits": (VISIT.model_copy(update={"state": VisitState.CANCELLED, "why": "opted_out"}),)},
    ),
    (facts.SurveyScheduled(survey=SURVEY), {}, {"survey": SURVEY}),
    (
        facts.SurveyCancelled(reason=CancelReason.REOPENED),
        {"survey": SURVEY},
        {"survey": scheduled(state=SurveyState.CANCELLED, why="reopened")},
    ),
    (
        facts.SurveySkipped(reason=SkipReason.UNREACHABLE),
        {"survey": SURVEY},
        {"survey": scheduled(state=SurveyState.SKIPPED, why="unreachable")},
    ),
    (facts.SurveyPostponed(until=LATER, why="cool_down"), {"survey": SURVEY}, {"survey": scheduled(due_at=LATER)}),
    (
        facts.SurveySent(
            channel="sms", invitation="x1", asks=ASKS, expires_at=LATER, remind_at=START, cool_until=LATER
        ),
        {"survey": SURVEY},
        {
            "survey": scheduled(
                state=SurveyState.SENT,
                channel="sms",
                invitation="x1",
                asks=ASKS,
                sent_at=LATER,
                expires_at=LATER,
                remind_at=START,
                cool_until=LATER,
            )
        },
    ),
    (
        facts.SurveyDelivered(channel="email"),
        {"survey": scheduled(state=SurveyState.CANCELLED, channel="sms")},
        {"survey": scheduled(state=SurveyState.CANCELLED, channel="email", delivered_at=LATER)},
    ),
    (
        facts.SurveyReminded(channel="email"),
        {"survey": scheduled(remind_at=START)},
        {"survey": scheduled(reminded_at=LATER)},
    ),
    (facts.SurveyReminded(why="late"), {"survey": scheduled(remind_at=START)}, {"survey": SURVEY}),
    (
        facts.SurveyHeard(themes=(Category.LOGISTICS,)),
        {"survey": SURVEY},
        {"survey": scheduled(themes=("logistics",), heard_at=LATER)},
    ),
    (facts.SurveyReturned(why="x"), {"survey": scheduled(delivered_at=START)}, {"survey": SURVEY}),
    (facts.SurveyExpired(), {"survey": SURVEY}, {"survey": scheduled(state=SurveyState.EXPIRED)}),
    (
        facts.SurveyScheduled(survey=OTHER_SURVEY),
        {"survey": scheduled(answer=ANSWER.model_copy(update={"text": "慢"}), again_at=LATER)},
        {"survey": OTHER_SURVEY, "earlier_surveys": (scheduled(answer=ANSWER),)},
    ),
    (
        facts.SurveySent(channel="email"),
        {"survey": SURVEY},
        {"survey": scheduled(state=SurveyState.SENT, channel="email", sent_at=LATER)},
    ),
    (
        facts.SurveyAnswered(answer=ANSWER),
        {"survey": SURVEY},
        {"survey": scheduled(state=SurveyState.ANSWERED, answer=ANSWER)},
    ),
    (
        facts.SurveyHeard(themes=(Category.LOGISTICS,)),
        {"survey": SURVEY},
        {"survey": SURVEY.model_copy(update={"themes": ("logistics",), "heard_at": LATER})},
    ),
    (facts.Linked(link=LINK), {"links": (OTHER_LINK,)}, {"links": (OTHER_LINK, LINK)}),
    (facts.Unlinked(complaint="c2", why="x"), {"links": (OTHER_LINK, LINK)}, {"links": (OTHER_LINK,)}),
    (facts.ClusterChanged(members=("c1", "c2")), {}, {"cluster": ("c1", "c2")}),
    (
        facts.Suggested(suggestions=(LIKELY,)),
        {"suggestions": (LIKELY.model_copy(update={"score": 0.4}), UNLIKELY)},
        {"suggestions": (UNLIKELY, LIKELY)},
    ),
    (
        facts.SuggestionDismissed(complaint="c2", why="x"),
        {"suggestions": (UNLIKELY, LIKELY)},
        {"suggestions": (UNLIKELY,)},
    ),
    (
        facts.Merged(into="c2", why="x"),
        {**ASSIGNED, "survey": SURVEY, "tasks": (TASK,), "close_at": LATER},
        {
            "merged_into": "c2",
            "status": Status.CLOSED,
            "lease": None,
            "close_at": None,
            "tasks": (),
            "clocks": tuple(_cancelled(clock) for clock in complaint().clocks),
            "survey": scheduled(state=SurveyState.CANCELLED, why="merged"),
        },
    ),
    (
        facts.Absorbed(complaint="c2", why="x", severity=Severity.S1, clocks=(SOONER, LATEST, OTHERS), tasks=(TASK,)),
        {"tasks": (OTHER_TASK,)},
        {
            "absorbed": ("c2",),
            "severity": Severity.S1,
            "clocks": (SOONER, *complaint().clocks[1:], OTHERS),
            "tasks": (OTHER_TASK, TASK),
        },
    ),
    (
        facts.Absorbed(complaint="c2", why="x", severity=Severity.S3, clocks=(SOONER,)),
        {"clocks": (MET,)},
        {"absorbed": ("c2",), "clocks": (MET,)},
    ),
    (facts.SplitOff(complaint="c2", messages=("m1",), why="x"), {}, {}),
    (facts.SplitFrom(complaint="c2", messages=("m1",), why="x"), {}, {}),
    (facts.OriginalOpened(why="x"), {}, {}),
    (
        facts.Unmerged(into="c2", why="x", standing=Standing.of(complaint())),
        {"merged_into": "c2", "status": Status.CLOSED, "clocks": ()},
        {"merged_into": None, "status": Status.WAITING, "clocks": complaint().clocks},
    ),
    (
        facts.Separated(complaint="c2", why="x", standing=Standing.of(complaint())),
        {"absorbed": ("c3", "c2"), "severity": Severity.S0, "tasks": (TASK,)},
        {"absorbed": ("c3",), "severity": Severity.S2, "tasks": ()},
    ),
]


def before(changes: dict[str, Any]) -> Complaint:
    return complaint().model_copy(update=changes)


@pytest.mark.parametrize(("body", "was", "becomes"), CASES, ids=[case[0].type for case in CASES])
def test_an_event_changes_what_it_says_and_nothing_else(
    body: Body, was: dict[str, Any], becomes: dict[str, Any]
) -> None:
    after = evolve(before(was), happened(body))
    assert after == before({**was, **becomes, "version": 2, "updated_at": LATER})


def test_every_event_type_but_the_first_is_tried() -> None:
    union, _ = get_args(Body)
    assert {type(body) for body, _, _ in CASES} == {*get_args(union)} - {facts.Received}


@pytest.mark.parametrize("body", [case[0] for case in CASES], ids=[case[0].type for case in CASES])
def test_an_event_is_read_back_from_json_as_it_was(body: Body) -> None:
    assert EVENT_BODY.validate_json(EVENT_BODY.dump_json(body, exclude_none=True)) == body


def test_an_unknown_event_type_is_refused_when_read() -> None:
    with pytest.raises(ValidationError):
        EVENT_BODY.validate_json('{"type": "forgotten"}')


def test_an_event_with_an_unknown_field_is_refused_when_read() -> None:
    with pytest.raises(ValidationError):
        EVENT_BODY.validate_json('{"type": "closed", "why": "x", "becuase": "y"}')


def test_a_complaint_is_received_once() -> None:
    known, events = complaint_and_events()
    with pytest.raises(TypeError, match="received once"):
        evolve(known, events[0])


@pytest.mark.parametrize("body", [facts.SurveyCancelled(reason=CancelReason.MERGED), facts.SurveySent(channel="email")])
def test_a_survey_that_was_never_scheduled_cannot_change(body: Body) -> None:
    with pytest.raises(TypeError, match="no survey"):
        evolve(complaint(), happened(body))


def test_a_history_begins_with_its_four_first_events_in_order() -> None:
    known, events = complaint_and_events()
    assert [event.body.type for event in events] == ["received", "assessed", "routed", "clocks_changed"]
    assert [event.index for event in events] == [0, 1, 2, 3]
    assert fold(events, shop="demo") == known
    for broken in ((events[1], events[0], *events[2:]), (events[0], events[2], events[1], events[3])):
        with pytest.raises(TypeError):
            fold(broken, shop="demo")


def test_a_complaint_opens_with_nothing_but_its_receipt() -> None:
    known, events = complaint_and_events()
    with pytest.raises(TypeError, match="opens with 'received'"):
        opening(events[1], shop="demo", assessment=known.assessment, routing=known.routing, clocks=known.clocks)


def test_a_new_complaint_is_what_was_received_assessed_and_routed() -> None:
    known, _ = complaint_and_events("质量太差，充电时起火")
    assert (known.status, known.version, known.message_count) == (Status.WAITING, 1, 1)
    assert (known.queue, known.severity) == (known.routing.queue, known.routing.severity) == ("urgent", Severity.S0)
    assert (known.waiting_since, known.created_at, known.updated_at) == (START, START, START)
    assert known.classification.decided_by == "model"
    assert {clock.kind for clock in known.clocks} == {"first_response", "next_update", "resolution"}


@given(st.integers(1, 3 * DIGESTS_KEPT))
def test_the_last_digests_are_kept_and_all_messages_counted(many: int) -> None:
    state = complaint()
    for number in range(many):
        body = facts.Noted(message=message(str(number), id=f"m{number}", direction=Direction.INTERNAL))
        state = evolve(state, happened(body, version=number + 2))
    texts = ["质量太差", *map(str, range(many))]
    assert [one.text for one in state.messages] == texts[-DIGESTS_KEPT:]
    assert state.message_count == many + 1


def test_folding_is_the_same_however_the_history_is_cut() -> None:
    known, events = complaint_and_events()
    more: list[Event] = [
        happened(facts.Claimed(lease=LEASE)),
        happened(facts.Noted(message=digest(NEW_MESSAGE)), version=3),
        happened(facts.Released(why="x"), version=3, index=1),
    ]
    whole = fold([*events, *more], shop="demo")
    for event in more:
        known = evolve(known, event)
    assert known == whole
