"""Two invented months of a shop, as rows of numbers, and their report."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalicelib.counting.backlog import RECEIVED_SUM
from chalicelib.counting.durations import numbers_of
from chalicelib.reports.backlog import backlog
from chalicelib.reports.monthly import Month, MonthlyReport
from chalicelib.reports.monthly.composing import ROWS, composed
from chalicelib.routing.rules import queues
from chalicelib.web.pages import Language, MonthlyView

ZONE: Final = "Asia/Shanghai"
OCTOBER: Final = Month.of("2026-10")
Rows = dict[str, dict[str, dict[str, int]]]


@cache
def rows() -> Rows:
    """September and October."""
    random, found = Random(10), Rows({name: {} for name in ROWS})
    for place in range(61):
        day = date(2026, 9, 1) + timedelta(days=place)
        of_day = {name: Counter[str]() for name in ROWS}
        for _ in range(random.randint(8, 30)):
            _live(random, day, of_day)
        of_day["orders"].update({"signed": 900, "paid": 950, "returned": 20, "returned|cause|quality": 9})
        for name, counts in of_day.items():
            found[name][day.isoformat()] = dict(counts)
    return found


def _live(random: Random, day: date, of_day: dict[str, Counter[str]]) -> None:
    """One complaint: received, answered, resolved, asked about."""
    start = datetime(day.year, day.month, day.day, random.randint(0, 23), random.randint(0, 59), tzinfo=ZoneInfo(ZONE))
    took = timedelta(seconds=random.expovariate(1 / random.choice((600, 30_000))))
    category = random.choices(("quality", "logistics", "policy", "attitude", "none"), (5, 4, 2, 1, 1))[0]
    of_day["volumes"]["received"] += 1
    for dimension, value in (
        ("category", category),
        ("channel", random.choice(("taobao", "wecom_kf", "form", "email"))),
        ("queue", random.choice([queue.id for queue in queues()])),
        ("product", f"SKU-{random.randint(1, 15):03}"),
        ("courier", random.choice(("顺丰速运", "中通快递", "圆通速递"))),
    ):
        of_day["volumes"][f"received|{dimension}|{value}"] += 1
    of_day["accuracy"][f"form|{category}|{random.choice((category, category, 'policy'))}"] += 1
    for what in ("answered", "resolved"):
        of_day["work"].update({what: 1, **dict(numbers_of(what, start, start + took, zone=ZONE))})
        took *= 4
    of_day["work"].update({"closed": 1, "closed_solved": random.random() < 0.9, "reopened": random.random() < 0.1})
    for kind in ("first_response", "next_update", "resolution", "repair_confirmation", "platform:taobao"):
        ended = random.choices(("met", "missed"), (9, 1))[0]
        of_day["work"].update((ended, f"{ended}|kind|{kind}"))
    platform = random.choice(("taobao", "pinduoduo"))
    of_day["platforms"].update({f"{random.choice(('in_time', 'in_time', 'late'))}|platform|{platform}": 1})
    of_day["audit"].update({"audited": 1, "passed": random.random() < 0.8})
    if random.random() < 0.3:
        given = {"score": random.randint(2, 5), "attitude": random.randint(2, 5), "recommend": random.randint(4, 10)}
        given |= {"efficiency": random.randint(2, 5), "result": random.randint(2, 5), "effort": random.randint(3, 7)}
        answer = ("answered", "delivered", *(f"{name}_{value}" for name, value in given.items()))
        of_day["satisfaction"].update((*answer, f"solved_{random.choice(('yes', 'partly', 'no'))}"))


def report(*, of: Rows | None = None, today: date = date(2026, 11, 22), is_empty: bool = False) -> MonthlyReport:
    now, before = OCTOBER.until(today)
    made_at = datetime(2026, 11, 22, tzinfo=UTC)
    age = {RECEIVED_SUM: 14 * int((made_at - timedelta(days=3)).timestamp())}
    counts = {queue.id: {"waiting": 7, "assigned": 4, "waiting_customer": 3, **age} for queue in queues()}
    open_now = backlog({} if is_empty else counts, {}, now=made_at)
    chosen: Any = {name: {} for name in ROWS} if is_empty else of or rows()
    return composed(chosen, open_now, month=OCTOBER, now=now, before=before, today=today)


def view(language: Language, *, shop_name: str, of: MonthlyReport) -> MonthlyView:
    return MonthlyView(
        shop_name=shop_name,
        report=of,
        zone=ZoneInfo(ZONE),
        hours="9:00–18:00",
        made_at=datetime(2026, 11, 22, 1, tzinfo=UTC),
        queues={queue.id: queue.titles[language.value] for queue in queues()},
    )
