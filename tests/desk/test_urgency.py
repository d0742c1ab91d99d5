"""How urgent a complaint is: what a person says, and what follows by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.alerts.triggers import of_change, worth_a_look
from chalicelib.desk.desk import Action
from chalicelib.model.alert import MANAGEMENT, AlertKind
from chalicelib.model.assessment import Category, Severity
from chalicelib.model.clock import Cause
from chalicelib.model.complaint import Complaint, Level, Status
from chalicelib.model.errors import AlreadyClaimed, Forbidden, IllegalTransition, InvalidInput
from chalicelib.model.event import Event
from tests.desk.situations import SITUATIONS, assigned, customer_writes, waiting
from tests.support.world import ADMIN, AGENT, OTHER_AGENT, SHOP, SUPERVISOR, World

MINUTE = timedelta(minutes=1)


def due(complaint: Complaint) -> dict[str, object]:
    return {clock.kind: clock.due_at for clock in complaint.clocks}


def newest(world: World, complaint: Complaint) -> tuple[Event, ...]:
    events = world.runtime.store.dossier(SHOP, complaint.id).events
    return tuple(event for event in events if event.version == complaint.version)


def lowered(world: World, complaint: Complaint, severity: Severity = Severity.S3) -> Complaint:
    return world.runtime.desk.set_severity(
        complaint.id, Action(by=SUPERVISOR), severity=severity, why="he was joking, see the call"
    )


def test_an_agent_raises_what_they_hold_and_the_promises_get_shorter(world: World) -> None:
    before = assigned(world)
    world.clock.advance(MINUTE)
    after = world.runtime.desk.set_severity(before.id, Action(by=AGENT), severity=Severity.S1, why="")
    assert (before.severity, after.severity) == (Severity.S2, Severity.S1)
    assert all(clock.due_at < due(before)[clock.kind] for clock in after.clocks)  # type: ignore[operator]
    assert {move.cause for clock in after.clocks for move in clock.moves} == {Cause.SEVERITY}
    assert after.status is Status.ASSIGNED


def test_nobody_raises_what_another_holds(world: World) -> None:
    with pytest.raises(AlreadyClaimed):
        world.runtime.desk.set_severity(assigned(world).id, Action(by=OTHER_AGENT), severity=Severity.S1, why="")


def test_only_a_senior_lowers_and_only_for_a_reason(world: World) -> None:
    complaint, desk = assigned(world), world.runtime.desk
    with pytest.raises(Forbidden):
        desk.set_severity(complaint.id, Action(by=AGENT), severity=Severity.S3, why="a small matter")
    with pytest.raises(InvalidInput, match="reason"):
        desk.set_severity(complaint.id, Action(by=SUPERVISOR), severity=Severity.S3, why="")
    for senior, severity in ((SUPERVISOR, Severity.S3), (ADMIN, Severity.S2)):
        after = desk.set_severity(complaint.id, Action(by=senior), severity=severity, why="a small matter")
        assert after.severity is severity
        assert after.severity_by
        assert (after.severity_by.by, after.severity_by.why) == (senior.id, "a small matter")


def test_lowering_lengthens_what_is_promised_but_not_what_is_broken(world: World) -> None:
    complaint = waiting(world)
    world.run_due(after=timedelta(hours=1))
    after = lowered(world, world.complaint(complaint.id))
    moved = {kind for kind, moment in due(after).items() if moment != due(complaint)[kind]}
    assert moved == {"next_update"}


def test_the_same_once_more_changes_nothing(world: World) -> None:
    before = assigned(world)
    assert world.runtime.desk.set_severity(before.id, Action(by=AGENT), severity=before.severity, why="") == before
    assert world.complaint(before.id) == before


def test_what_was_lowered_does_not_rise_by_the_same_signs(world: World) -> None:
    before = waiting(world, "质量太差，我要找律师")
    assert before.severity is Severity.S1
    after = customer_writes(world, lowered(world, before), "质量还是差，找律师")
    assert after.severity is Severity.S3
    again = world.runtime.desk.reclassify(
        after.id, Action(by=AGENT), primary=Category.LOGISTICS, labels=(), why="the parcel"
    )
    assert again.severity is Severity.S3


@pytest.mark.parametrize(("text", "severity"), [("要找人工", Severity.S2), ("充电器起火", Severity.S0)])
def test_what_was_lowered_rises_by_something_new(world: World, text: str, severity: Severity) -> None:
    after = customer_writes(world, lowered(world, waiting(world, "质量太差，我要找律师")), text)
    assert after.severity is severity


@pytest.mark.parametrize("text", ["政策", "质量", "找律师", "起火"])
def test_escalating_raises_by_a_step_and_promises_only_get_shorter(world: World, text: str) -> None:
    before = waiting(world, text)
    after = world.runtime.desk.escalate(before.id, Action(by=AGENT), level=Level.SUPERVISOR, why="he shouts")
    steps = {Severity.S3: Severity.S2, Severity.S2: Severity.S1}
    assert after.severity is steps.get(before.severity, before.severity)
    assert all(clock.due_at <= due(before)[clock.kind] for clock in after.clocks)  # type: ignore[operator]
    assert after.escalation
    assert (after.escalation.level, after.escalation.why, after.escalation.by) == ("supervisor", "he shouts", AGENT.id)


def test_it_is_told_to_the_queue_and_then_to_the_management(world: World) -> None:
    desk, complaint = world.runtime.desk, waiting(world)
    told = []
    for level in Level:
        complaint = desk.escalate(complaint.id, Action(by=AGENT), level=level, why="he shouts")
        events = newest(world, complaint)
        assert worth_a_look(events)
        told += [(one.kind, one.queue) for one in of_change(events, complaint)]
    assert told == [(AlertKind.ESCALATED, "quality"), (AlertKind.ESCALATED, MANAGEMENT)]


def test_each_level_is_called_once(world: World) -> None:
    desk, complaint = world.runtime.desk, waiting(world)
    management = desk.escalate(complaint.id, Action(by=AGENT), level=Level.MANAGEMENT, why="he shouts")
    for level in Level:
        assert desk.escalate(complaint.id, Action(by=OTHER_AGENT), level=level, why="again") == management


@pytest.mark.parametrize("status", [Status.CLOSED, Status.RESOLVED])
def test_what_is_settled_is_not_escalated(world: World, status: Status) -> None:
    desk, complaint = world.runtime.desk, SITUATIONS[status](world)
    with pytest.raises(IllegalTransition):
        desk.escalate(complaint.id, Action(by=AGENT), level=Level.SUPERVISOR, why="x")
    with pytest.raises(IllegalTransition):
        desk.set_severity(complaint.id, Action(by=ADMIN), severity=Severity.S0, why="x")


def test_a_reopened_complaint_can_be_escalated_anew(world: World) -> None:
    desk, complaint = world.runtime.desk, assigned(world)
    desk.escalate(complaint.id, Action(by=AGENT), level=Level.SUPERVISOR, why="he shouts")
    desk.resolve(complaint.id, Action(by=AGENT), outcome="solved", text="")
    assert desk.reopen(complaint.id, Action(by=AGENT), why="broken again").escalation is None


def test_thanks_do_not_open_what_is_resolved_and_are_kept(world: World) -> None:
    before = SITUATIONS[Status.RESOLVED](world)
    after = customer_writes(world, before, "好的，谢谢！")
    assert after.status is Status.RESOLVED
    assert after.survey == before.survey
    assert after.messages[-1].text.strip() == "好的，谢谢！"
    assert customer_writes(world, before, "谢谢，但是又坏了").status is Status.WAITING
