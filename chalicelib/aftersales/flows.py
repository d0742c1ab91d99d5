"""After-sale flows: their definition as data (``flows.yaml``), and what a step makes of a run. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from chalicelib.calendars.days import days_of
from chalicelib.model.base import Word
from chalicelib.model.complaint import Complaint
from chalicelib.model.entitlement import EntitlementRecord
from chalicelib.model.errors import IllegalTransition, InvalidInput
from chalicelib.model.flow import AfterSaleKind, AfterSaleStatus, FlowRun, FlowState, FlowStep, Owner
from chalicelib.policies.periods import Unit, period_end
from chalicelib.routing.datafile import Entries, packaged

from .clocks import PREFIX, end_of
from .entitling import zone_of
from .gathering import HOME

FOLDER: Final = Path(__file__).parent
FILE: Final = "flows.yaml"
PLATFORM: Final = "platform"
Titles = dict[Literal["zh-Hans", "zh-Hant", "en"], str]
FactOfADay = Literal["goods_back_on", "exchanged_on", "sent_in_on", "repaired_on"]


class StepDefinition(Word):
    """``within``: one unit and its number. ``promise``: of ours, which the step keeps. ``next`` is what may follow, the
    usual first.
    """

    id: str
    owner: Owner
    titles: Titles = Field(min_length=3)
    next: tuple[str, ...] = ()
    within: dict[Unit, int] = Field(default={}, max_length=1)
    deadline: str | None = None
    promise: Literal["repair_confirmation"] | None = None
    law: str | None = None
    states: tuple[FactOfADay, ...] = ()
    platform: tuple[AfterSaleStatus, ...] = ()
    declines: bool = False


class FlowDefinition(Word):
    id: str
    titles: Titles = Field(min_length=3)
    kinds: tuple[AfterSaleKind, ...] = ()
    steps: Entries[StepDefinition] = Field(min_length=2)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        known = {one.id for one in self.steps}
        named = {name for one in self.steps for name in one.next}
        if unknown := named - known:
            raise ValueError(f"steps that are not there: {', '.join(sorted(unknown))}")
        if lost := known - named - {self.steps[0].id}:
            raise ValueError(f"steps that nothing leads to: {', '.join(sorted(lost))}")
        if self.steps[0].owner is not Owner.CUSTOMER or len(self.steps[0].next) != 1:
            raise ValueError("the first step is the customer's request, with one that follows")
        return self

    def step(self, name: str) -> StepDefinition:
        return next(one for one in self.steps if one.id == name)


class FlowBook(Word):
    version: str
    flows: Entries[FlowDefinition]

    def flow(self, name: str) -> FlowDefinition:
        """Raises ``InvalidInput`` naming the flows there are."""
        found = next((one for one in self.flows if one.id == name), None)
        if found is None:
            known = ", ".join(one.id for one in self.flows)
            raise InvalidInput(f"there is no flow '{name}'", fields={"flow": f"one of {known}"})
        return found

    def for_kind(self, kind: AfterSaleKind | None) -> FlowDefinition | None:
        return next((one for one in self.flows if kind in one.kinds), None)


@cache
def flow_book() -> FlowBook:
    return packaged(FILE, FlowBook, folder=FOLDER)


def started(complaint: Complaint, flow: str, *, name: str, by: str, now: datetime) -> FlowRun:
    """What the customer asked for is done; the next step is open. Raises ``IllegalTransition`` for a second one."""
    definition = flow_book().flow(flow)
    if running_of(complaint, flow):
        raise IllegalTransition(f"a {flow} is under way already", flow=flow)
    first = definition.steps[0]
    asked = FlowStep(step=first.id, owner=first.owner, began_at=now, done_at=now, by=by)
    following = reached(complaint.entitlements, definition.step(first.next[0]), now=now)
    return FlowRun(
        id=name,
        flow=flow,
        version=flow_book().version,
        state=FlowState.RUNNING,
        started_at=now,
        steps=(asked, following),
    )


def running_of(complaint: Complaint, flow: str) -> FlowRun | None:
    return next((one for one in complaint.flows if one.flow == flow and one.is_running), None)


def require_next(run: FlowRun, to: str | None) -> str | None:
    """The step that follows, ``None`` after the last. Raises ``InvalidInput``, ``IllegalTransition``."""
    if run.current is None:
        raise IllegalTransition(f"the {run.flow} is {run.state.value}", flow=run.flow)
    allowed = flow_book().flow(run.flow).step(run.current.step).next
    if to is None and len(allowed) <= 1:
        return allowed[0] if allowed else None
    if to not in allowed:
        what = f"one of {', '.join(allowed)}" if allowed else "leave it out: this is the last step"
        raise InvalidInput("that is not what comes next", fields={"to": what})
    return to


def advanced(
    run: FlowRun, to: str | None, *, record: EntitlementRecord | None, by: str, why: str | None, now: datetime
) -> FlowRun:
    """The present step is done, and ``to`` is reached. ``record`` is what the customer is entitled to by then."""
    done = run.steps[-1].model_copy(update={"done_at": now, "by": by, "why": why})
    steps = (*run.steps[:-1], done)
    if to is None:
        return run.model_copy(update={"steps": steps, "state": FlowState.FINISHED, "ended_at": now})
    definition = flow_book().flow(run.flow).step(to)
    if definition.declines:
        last = FlowStep(step=to, owner=definition.owner, began_at=now, done_at=now, by=by, why=why)
        return run.model_copy(update={"steps": (*steps, last), "state": FlowState.DECLINED, "ended_at": now})
    return run.model_copy(update={"steps": (*steps, reached(record, definition, now=now))})


def cancelled(run: FlowRun, *, by: str, why: str, now: datetime) -> FlowRun:
    if run.current is None:
        raise IllegalTransition(f"the {run.flow} is {run.state.value}", flow=run.flow)
    last = run.steps[-1].model_copy(update={"by": by, "why": why})
    return run.model_copy(update={"steps": (*run.steps[:-1], last), "state": FlowState.CANCELLED, "ended_at": now})


def states_of(run: FlowRun) -> tuple[FactOfADay, ...]:
    """The facts that hold once the present step is done."""
    return flow_book().flow(run.flow).step(run.steps[-1].step).states


def way_to(run: FlowRun, status: AfterSaleStatus) -> tuple[str, ...] | None:
    """The steps from the present one to that in which the platform says it is; ``None`` when it leads nowhere new."""
    if run.current is None:
        return None
    definition = flow_book().flow(run.flow)
    ways: deque[tuple[str, ...]] = deque([(run.current.step,)])
    seen: set[str] = set()
    while ways:
        way = ways.popleft()
        for name in definition.step(way[-1]).next:
            if status in definition.step(name).platform:
                return (*way[1:], name)
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return None


def reached(record: EntitlementRecord | None, step: StepDefinition, *, now: datetime) -> FlowStep:
    due_at, due_by = due_of(record, step, now=now)
    return FlowStep(step=step.id, owner=step.owner, began_at=now, due_at=due_at, due_by=due_by)


def due_of(
    record: EntitlementRecord | None, step: StepDefinition, *, now: datetime
) -> tuple[datetime | None, str | None]:
    """By the rules where they set a date, else by the step's own time, in the days of the complaint's jurisdiction."""
    if owed := next(
        (one for one in (record.due if record else ()) if one.kind == PREFIX + (step.deadline or "")), None
    ):
        return owed.due_at, owed.rule
    if not step.within:
        return None, None
    [(unit, count)] = step.within.items()
    if unit == "hours":
        return now + timedelta(hours=count), step.law
    facts: Mapping[str, object] = record.facts if record else {}
    jurisdiction = record.facts["jurisdiction"].value if record and "jurisdiction" in facts else HOME
    zone = zone_of(record.facts if record else {})
    end = period_end(now.astimezone(zone).date(), count, unit, days=days_of(str(jurisdiction)), rollover="rest_days")
    return end_of(end.effective.isoformat(), zone), step.law
