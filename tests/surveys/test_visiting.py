"""Follow-up visits: who is called and when, tries at different hours, the message, what an outcome causes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml

from chalicelib.alerts.triggers import of_change, worth_a_look
from chalicelib.desk import visiting
from chalicelib.desk.desk import Action
from chalicelib.letters.language import Language
from chalicelib.model.alert import AlertKind
from chalicelib.model.assessment import Severity
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import VISIT, EffectKind, EffectState
from chalicelib.model.errors import ConfigurationError, IllegalTransition, InvalidInput, NotFound
from chalicelib.model.visit import Visit, VisitKind, VisitOutcome, VisitState
from chalicelib.routing.datafile import parse
from chalicelib.surveys.persons import opted_out
from chalicelib.surveys.visit_book import FILE, VisitBook, visit_book
from tests.background.outbox import effects, reference, timer
from tests.desk.situations import QUALITY, SAFETY, assigned
from tests.support.world import AGENT, SHOP, World

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
WANG = {"email": "wang@customer.example", "phone": "13812345678"}
BY_MAIL = {"email": "wang@customer.example"}


def done(world: World, *, text: str = SAFETY, outcome: str = "solved", customer: dict[str, str] = WANG) -> Complaint:
    complaint = assigned(world, text=text, customer=customer)
    return world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome=outcome, text="")


def visit(world: World, complaint: Complaint) -> Visit:
    found = world.complaint(complaint.id).visit
    assert found
    return found


def due(world: World, complaint: Complaint) -> Visit:
    """Its timer's time has come, and what it owes is delivered."""
    at = visit(world, complaint).next_at
    assert at
    world.clock.now = max(world.clock.now, at)
    assert world.runtime.firing.fire(timer(complaint, VISIT))
    for effect in effects(world, complaint, EffectKind.VISIT):
        world.runtime.delivering.deliver(reference(effect))
    return visit(world, complaint)


def tell(world: World, complaint: Complaint, outcome: VisitOutcome, note: str = "") -> Complaint:
    present = visit(world, complaint)
    return visiting.tell_visit(
        world.runtime.desk, complaint.id, Action(by=AGENT), visit=present.id, outcome=outcome, note=note
    )


def called_in_vain(world: World, complaint: Complaint) -> Visit:
    world.clock.now = max(world.clock.now, visit(world, complaint).due_at)
    tell(world, complaint, VisitOutcome.NOT_REACHED)
    return visit(world, complaint)


def owed(world: World) -> list[str]:
    return [one for one, _ in world.runtime.visits.due(SHOP, until=world.clock.now, limit=25).items]


def numbers(world: World) -> dict[str, int]:
    sums: dict[str, int] = {}
    for day in world.runtime.store.report_numbers(SHOP, "satisfaction", first="2026-01-01", last="2027-12-31").values():
        for name, value in day.items():
            if name.startswith("visits_"):
                sums[name.removeprefix("visits_")] = sums.get(name.removeprefix("visits_"), 0) + value
    return {name: value for name, value in sums.items() if value}


@pytest.mark.parametrize("hours", range(0, 24, 3))
def test_after_danger_the_call_is_due_within_48_hours_by_day(world: World, hours: int) -> None:
    world.clock.advance(hours * HOUR)
    complaint = done(world)
    assert complaint.severity is Severity.S0
    planned = visit(world, complaint)
    assert (planned.kind, planned.plan) == (VisitKind.CALL, "urgent")
    assert timedelta(0) < planned.due_at - world.clock.now <= 48 * HOUR
    assert time(9) <= planned.due_at.astimezone(SHANGHAI).time() < time(20)


def test_a_repair_is_visited_seven_days_after_it_was_handed_back(world: World) -> None:
    complaint = done(world, text=QUALITY, outcome="repaired")
    assert visit(world, complaint).due_at == world.clock.now + 7 * DAY


def test_one_in_ten_of_the_normal_ones_is_visited(world: World) -> None:
    customers = [{"email": f"c{number}@customer.example"} for number in range(60)]
    drawn = sum(done(world, text=QUALITY, customer=one).visit is not None for one in customers)
    assert 1 <= drawn <= 15


def test_three_tries_at_three_parts_of_the_day_within_five_days_then_a_message(world: World) -> None:
    complaint = done(world)
    first = visit(world, complaint)
    assert owed(world) == []
    due(world, complaint)
    assert owed(world) == [complaint.id]
    called = [visit(world, complaint).due_at]
    while not called_in_vain(world, complaint).is_tried_enough:
        assert owed(world) == []
        called.append(visit(world, complaint).due_at)
    assert len(called) == 3
    assert max(called) - first.due_at < timedelta(days=5)
    parts = {sum(hour <= one.astimezone(SHANGHAI).time() for hour in visit_book().hours) for one in called}
    assert len(parts) == 3
    assert len({one.astimezone(SHANGHAI).date() for one in called}) == 3
    assert due(world, complaint).state is VisitState.MESSAGED
    [message] = effects(world, complaint, EffectKind.VISIT)
    assert message.state is EffectState.DONE
    assert complaint.id in message.text
    assert due(world, complaint).outcome is VisitOutcome.NOT_REACHED
    assert numbers(world) == {"planned": 1, "tried": 3, "messaged": 1, "not_reached": 1}


def test_nobody_called_in_time_is_reminded_of_once_and_then_written_to(world: World) -> None:
    complaint = done(world)
    due(world, complaint)
    due(world, complaint)
    dossier = world.runtime.store.dossier(SHOP, complaint.id)
    last = [one for one in dossier.events if one.version == dossier.complaint.version]
    assert worth_a_look(last)
    assert [one.kind for one in of_change(last, dossier.complaint)] == [AlertKind.VISIT_OVERDUE]
    assert due(world, complaint).state is VisitState.MESSAGED
    assert numbers(world) == {"planned": 1, "reminded": 1, "messaged": 1}


def test_a_message_at_night_waits_for_the_morning(world: World) -> None:
    complaint = done(world, customer=BY_MAIL)
    assert visit(world, complaint).kind is VisitKind.MESSAGE
    world.clock.now = datetime.combine(world.clock.now.date() + 2 * DAY, time(23), tzinfo=SHANGHAI)
    due(world, complaint)
    [message] = effects(world, complaint, EffectKind.VISIT)
    assert (message.state, message.attempts) == (EffectState.PENDING, 0)
    assert message.next_attempt_at.astimezone(SHANGHAI).time() == time(9)


def test_a_new_problem_opens_the_complaint_again_and_says_why(world: World) -> None:
    complaint = done(world)
    due(world, complaint)
    with pytest.raises(InvalidInput):
        tell(world, complaint, VisitOutcome.NEW_PROBLEM)
    present = tell(world, complaint, VisitOutcome.NEW_PROBLEM, note="又冒烟了")
    assert (present.status, present.reopened) == (Status.WAITING, 1)
    assert visit(world, complaint).outcome is VisitOutcome.NEW_PROBLEM
    assert any(clock.is_ticking for clock in present.clocks)
    assert numbers(world) == {"planned": 1, "new_problem": 1}
    with pytest.raises(IllegalTransition):
        tell(world, complaint, VisitOutcome.SOLVED)


def test_reopening_calls_it_off_and_resolving_plans_another(world: World) -> None:
    complaint = done(world)
    due(world, complaint)
    world.runtime.desk.reopen(complaint.id, Action(by=AGENT), why="又坏了")
    assert (visit(world, complaint).state, visit(world, complaint).why) == (VisitState.CANCELLED, "reopened")
    assert owed(world) == []
    assert not world.runtime.firing.fire(timer(complaint, VISIT))
    with pytest.raises(IllegalTransition):
        tell(world, complaint, VisitOutcome.SOLVED)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="solved", text="")
    assert visit(world, complaint).resolution == 2
    assert numbers(world) == {"planned": 2, "cancelled": 1}


def test_a_message_that_is_owed_does_not_leave_after_reopening(world: World) -> None:
    complaint = done(world, customer=BY_MAIL)
    world.clock.now = visit(world, complaint).due_at
    world.runtime.firing.fire(timer(complaint, VISIT))
    world.runtime.desk.reopen(complaint.id, Action(by=AGENT), why="又坏了")
    [message] = effects(world, complaint, EffectKind.VISIT)
    assert world.runtime.delivering.deliver(reference(message)) is EffectState.FAILED


def test_who_wants_to_hear_nothing_is_not_called(world: World) -> None:
    complaint = done(world)
    world.runtime.store.record(SHOP, *opted_out(complaint))
    assert due(world, complaint).why == "opted_out"
    assert owed(world) == []
    assert numbers(world) == {"planned": 1, "cancelled": 1}


def test_a_merge_calls_it_off_and_its_undoing_owes_it_again(world: World) -> None:
    complaint, other = done(world), world.complain(QUALITY)
    action = Action(by=AGENT)
    world.runtime.matters.merge(complaint.id, action, into=other.id, why="")
    assert visit(world, complaint).why == "merged"
    assert numbers(world) == {"planned": 1, "cancelled": 1}
    world.runtime.matters.unmerge(complaint.id, action, why="")
    assert visit(world, complaint).is_pending
    assert numbers(world) == {"planned": 1}


def test_an_urgent_repair_is_visited_twice(world: World) -> None:
    complaint = done(world, outcome="repaired")
    due(world, complaint)
    tell(world, complaint, VisitOutcome.SOLVED)
    following = visit(world, complaint)
    assert following.is_pending
    assert following.due_at - complaint.updated_at >= 7 * DAY
    world.clock.now = following.due_at
    tell(world, complaint, VisitOutcome.SOLVED)
    assert not visit(world, complaint).is_pending
    assert numbers(world) == {"planned": 2, "solved": 2}


@pytest.mark.parametrize(("outcome", "goes_on"), [(VisitOutcome.SOLVED, True), (VisitOutcome.REFUSED, False)])
def test_a_chosen_customer_is_visited_over_and_over_until_they_refuse(
    world: World, outcome: VisitOutcome, goes_on: bool
) -> None:
    complaint = done(world, text="请问退货政策", customer=WANG)
    plan = {"at": None, "every": 30 * DAY, "why": "老客户"}
    visiting.plan(world.runtime.desk, complaint.id, Action(by=AGENT), **plan)  # type: ignore[arg-type]
    with pytest.raises(IllegalTransition):
        visiting.plan(world.runtime.desk, complaint.id, Action(by=AGENT), **plan)  # type: ignore[arg-type]
    first = visit(world, complaint)
    tell(world, complaint, outcome)
    following = visit(world, complaint)
    assert following.is_pending is goes_on
    assert (following.due_at >= first.due_at + 30 * DAY) is goes_on
    with pytest.raises(NotFound):
        visiting.tell_visit(
            world.runtime.desk, complaint.id, Action(by=AGENT), visit="w0", outcome=VisitOutcome.SOLVED, note=""
        )


def test_there_is_a_script_in_every_language_and_english_for_the_others() -> None:
    book = visit_book()
    assert len({book.script_in(language).thanks for language in Language}) == len(Language)
    assert book.script_in("fr") == book.script_in("en")


def dated(**days: str) -> VisitBook:
    """Everybody is called on those days, and nobody else."""
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    plan = {"id": "season", "after": "PT24H", **days}
    return parse(yaml.safe_dump(written | {"plans": [plan]}, allow_unicode=True), VisitBook, source="visits.yaml")


@pytest.mark.parametrize(
    ("days", "is_visited"),
    [
        ({}, True),
        ({"since": "2026-11-12", "until": "2026-11-13"}, True),
        ({"since": "2026-11-13"}, False),
        ({"until": "2026-11-12"}, False),
    ],
)
def test_a_plan_holds_on_its_days_where_the_customer_is(
    world: World, monkeypatch: pytest.MonkeyPatch, days: dict[str, str], is_visited: bool
) -> None:
    book = dated(**days)
    monkeypatch.setattr("chalicelib.surveys.visiting.visit_book", lambda: book)
    world.clock.now = datetime(2026, 11, 11, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
    assert (done(world, text=QUALITY).visit is not None) is is_visited


def test_a_plan_that_never_holds_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="'season' never holds"):
        dated(since="2026-11-12", until="2026-11-12")


@pytest.mark.parametrize(
    ("instead_of", "wrong", "why"),
    [
        ('"10:00", "15:00"', '"08:00", "15:00"', "within the window"),
        ('"10:00", "15:00"', '"15:00", "10:00"', "go up"),
        ("kinds: [repair]}\n    counts", "kinds: [mend]}\n    counts", "not defined: mend"),
        ("  zh-Hant:", "  zh-TW:", "script"),
    ],
)
def test_a_book_that_cannot_hold_is_refused_with_the_reason(instead_of: str, wrong: str, why: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert instead_of in text
    with pytest.raises(ConfigurationError, match=why):
        parse(text.replace(instead_of, wrong, 1), VisitBook, source="visits.yaml")
