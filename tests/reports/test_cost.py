"""What reading a report costs does not depend on how many complaints there were in its days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from chalicelib.desk import handling
from chalicelib.desk.auditing import audit, checklist
from chalicelib.desk.desk import Action
from chalicelib.model.audit import Verdict
from chalicelib.model.buyer import Buyer, Purchase
from chalicelib.model.change import Change
from chalicelib.reports.reporting import NAMES, REPORTS
from chalicelib.store import numbers
from chalicelib.store.buyers import of_buyer
from chalicelib.store.histories import changes_of
from chalicelib.store.keys import PARTS, part_of
from tests.reports.test_platforms import answer, chat
from tests.reports.test_repairs import sent_in
from tests.support.orders import NUMBER, order
from tests.support.world import ADMIN, SHOP, SUPERVISOR, World

ZONE: Final = "Asia/Shanghai"
BUYER: Final = Buyer(
    purchases=tuple(Purchase(order=str(day), paid_at=datetime(2026, 11, day, tzinfo=UTC)) for day in (3, 5))
)
ORDERED: Final = {date(2026, 11, 3), date(2026, 11, 5)}
"""Days on which the order was paid and signed for."""
DAYS: Final = {"first": "2026-11-01", "last": "2026-11-30"}
FEW: Final = 10
MANY: Final = 2_000


class Cost(NamedTuple):
    requests: int
    items: int
    units: float


def cost(world: World, name: str) -> Cost:
    world.calls.clear()
    world.runtime.reporting.numbers(SHOP, name, **DAYS)
    return Cost(len(world.calls.operations), world.calls.items_read, world.calls.read_units)


def lived(world: World) -> tuple[Change, ...]:
    """Everything that commits of a complaint say, from its order to its survey, and of a chat and a repair: what they
    add is then counted as that of others.
    """
    world.runtime.orders.put(SHOP, (order(paid_at="2026-11-03T10:05:00+08:00"),))
    complaint = world.complain("质量", order={"number": NUMBER, "platform": "jd"}).id
    desk, action = world.runtime.desk, Action(by=SUPERVISOR)
    desk.claim(complaint, action)
    desk.reply(complaint, action, text="我们在查")
    handling.start_flow(desk, complaint, action, flow="return")
    for to in ("send_back", "inspect", "refund", None):
        world.clock.advance(timedelta(hours=5))
        handling.advance_flow(desk, complaint, action, flow="return", to=to, why="")
    desk.resolve(complaint, action, outcome="refunded", text="")
    answers = {point.id: Verdict.YES for point in checklist().points}
    audit(desk, complaint, Action(by=ADMIN), answers=answers, note="")
    answer(world, chat(world))
    sent_in(world)
    world.run_due(after=timedelta(days=2))
    return tuple(change for events in world.runtime.histories.events(SHOP) for change in changes_of(events, shop=SHOP))


def names() -> Iterator[str]:
    """Of complaints that lie in the same parts of a day as the first few."""
    parts: set[str] = set()
    for name in (f"c{number}" for number in count()):
        if len(parts) < FEW and part_of(name) not in parts:
            parts.add(part_of(name))
            yield name
        elif len(parts) == FEW and part_of(name) in parts:
            yield name


def renamed(change: Change, complaint: str) -> Change:
    before = change.before.model_copy(update={"id": complaint}) if change.before else None
    return Change(before=before, after=change.after.model_copy(update={"id": complaint}), events=change.events)


def counted(life: Sequence[Change], complaints: Iterable[str], *, times: int = 1) -> numbers.Moves:
    """By the same tallies as a commit's, without the complaints themselves; each stands for so many in its part."""
    total: numbers.Moves = {}
    for complaint in complaints:
        moves = [numbers.of_changes([renamed(one, complaint)], zone=ZONE) for one in life]
        moves.append(of_buyer(SHOP, Buyer(), BUYER, place=complaint, zone=ZONE))
        for place, moved in (pair for one in moves for pair in one.items()):
            total.setdefault(place, numbers.NONE.copy()).update(moved)
    return {place: Counter({name: by * times for name, by in moved.items()}) for place, moved in total.items()}


def test_two_thousand_complaints_cost_what_ten_cost(world: World) -> None:
    life, complaints = lived(world), list(islice(names(), FEW))
    world.runtime.histories.correct(counted(life, complaints), {})
    few = {name: cost(world, name) for name in NAMES}
    assert [name for name, one in few.items() if not one.items] == []
    world.runtime.histories.correct(counted(life, complaints, times=MANY // FEW - 1), {})
    received = world.runtime.reporting.numbers(SHOP, "volumes", **DAYS)["received"]
    assert received == 3 * (MANY + 1)
    assert {name: cost(world, name) for name in NAMES} == few


def test_a_report_reads_at_most_sixteen_rows_a_day_of_each_kind_of_number(world: World) -> None:
    life = lived(world)
    days = {event.at.astimezone(ZoneInfo(ZONE)).date() for change in life for event in change.events}
    everywhere = [next(name for name in map(str, count()) if part_of(name) == f"{part:02d}") for part in range(PARTS)]
    world.runtime.histories.correct(counted(life, everywhere), {})
    for name, report in REPORTS.items():
        assert cost(world, name).items <= len(report.reads) * len(days | ORDERED) * PARTS, name
