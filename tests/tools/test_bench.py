"""The benchmark measures what it says: texts repeat, calls are all counted, tables line up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from chalicelib.model.complaint import Status
from chalicelib.policies.engine import entitle
from chalicelib.policies.rulebook import rulebook
from tools.bench import entitling, reporting
from tools.bench.counted import Counted, counted
from tools.bench.filling import fill
from tools.bench.lag import HEAD, Lag, measured
from tools.bench.setting import SHOP, TABLE, Setting, setting
from tools.bench.tables import table
from tools.bench.texts import complaints
from tools.bench.timed import Cpu, Growth


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Setting]:
    with setting(tmp_path / "bench") as made:
        yield made


def test_the_same_texts_come_every_time_and_no_two_are_alike() -> None:
    first, again = (list(islice(complaints(), 200)) for _ in range(2))
    assert first == again
    assert len({said.text for said in first}) == 200
    assert list(islice(complaints(seed=2), 5)) != first[:5]


def test_every_use_case_is_counted_and_keeps_its_budget(made: Setting) -> None:
    made.tally.weighs = True
    found = {one.use_case: one for one in counted(made)}
    assert found["process a new message"].calls == ("PutObject", "BatchGetItem", "TransactWriteItems")
    assert found["deliver an acknowledgement"].calls == ("GetItem", "TransactWriteItems", "TransactWriteItems")
    assert found["page of 25 of a queue"].read == 25
    assert found["page of 25 of a queue"].received > 25 * found["claim"].received / 3
    assert all(one.is_kept and one.sent > 0 for one in found.values())


def test_time_in_boto3_and_the_engine_is_told_apart(made: Setting) -> None:
    made.tally.clear()
    made.process(next(complaints()))
    assert made.tally.cpu > 0


def test_a_filled_queue_is_as_long_as_said_and_in_order(made: Setting) -> None:
    first = made.runtime.store.complaint(SHOP, made.process(next(complaints())))
    fill(made.client, TABLE, first, count=60)
    page = made.runtime.store.queue_page(SHOP, first.queue, status=Status.WAITING, limit=100)
    assert len(page.items) == 61
    assert page.items[0] == first
    assert [one.nearest_due for one in page.items] == sorted(one.nearest_due or first.created_at for one in page.items)


def test_what_is_over_budget_is_marked() -> None:
    over = Counted(use_case="x", calls=("A", "A", "B"), budget=2, read=0, sent=1_000, received=0)
    assert not over.is_kept
    assert over.row() == ("x", "3 !", "2", "0", "1,000", "0", "2 A, B")
    slow = Cpu(what="x", whole=9.0, outside=5.0, budget=3.0)
    assert (slow.own, slow.is_kept) == (4.0, False)
    assert slow.row() == ("x", "9.00", "5.00", "4.00 !", "", "3.00")
    assert Cpu(what="x", whole=8.0, outside=5.0, budget=3.0).is_kept
    grown = Growth(what="x", short=2.0, long=3.0, units=(4.5, 5.0), items=(25, 26))
    assert grown.row() == ("x", "2.00", "3.00", "1.50", "4.5", "5.0", "25", "26")


def test_every_timer_that_is_due_fires_once_and_its_lag_is_ranked(made: Setting) -> None:
    found = measured(made, due=7)
    assert len(found.fired) == 7
    assert found.fired == tuple(sorted(found.fired))
    assert found.swept <= found.fired[0]
    assert made.runtime.sweeping.sweep().timers == 0


def test_percentiles_are_by_the_nearest_rank() -> None:
    found = Lag(swept=0.25, fired=tuple(number / 10 for number in range(1, 101)))
    assert [found.percentile(percent) for percent in (1, 50, 99, 100)] == [0.1, 5.0, 9.9, 10.0]
    assert found.row() == ("one worker", "100", "0.25", "5.00", "9.90", "10.00", "10")
    assert len(found.row()) == len(HEAD)


def test_columns_line_up_for_chinese_too() -> None:
    shown = table("标题", ("名称", "n"), [("投诉", "7"), ("ab", "1,000")])
    assert shown.splitlines() == ["标题", "", "名称      n", "----  -----", "投诉      7", "ab    1,000"]


def test_policies_are_measured_on_questions_that_have_answers() -> None:
    answers = [entitle(facts) for facts in entitling.questions()]
    assert all(answer.entitled for answer in answers)
    assert all(not answer.unread for answer in answers)
    found = entitling.measured()
    assert found.rules == len(rulebook().rules) > 150
    assert min(found.per_second, found.kilobytes, found.load) > 0
    assert len(found.row()) == len(entitling.HEAD)


def test_each_report_is_read_after_few_and_after_many_complaints(made: Setting) -> None:
    found = {one.report: one for one in reporting.measured(made, few=2, many=4)}
    assert found["response"].few[:2] == (1, 2)
    assert all(one.few[0] == one.many[0] for one in found.values() if one.report != "backlog")
    assert len(found["response"].row()) == len(reporting.HEAD)
