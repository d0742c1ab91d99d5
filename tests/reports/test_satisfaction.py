"""The numbers of satisfaction can be computed again from the histories, and say how sure they are."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.intake.survey_answers import answered
from chalicelib.model.effect import SURVEY
from chalicelib.model.event import Event, Reopened, SurveyAnswered, SurveyScheduled, SurveySent, VisitPlanned
from chalicelib.model.survey import Solved, SurveyAnswer
from chalicelib.reports.definitions import definitions
from chalicelib.reports.measures import wilson
from chalicelib.reports.satisfaction import satisfaction
from tests.background.outbox import timer
from tests.desk.situations import resolved
from tests.support.world import AGENT, SHOP, World


def counted(events: list[Event]) -> dict[str, Counter[str]]:
    """What the report should hold, from the history alone."""
    days: dict[str, Counter[str]] = {}
    to_visit: set[str] = set()
    for event in events:
        of_day = days.setdefault(event.at.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat(), Counter())
        if isinstance(event.body, SurveyScheduled):
            of_day["scheduled"] += 1
        if isinstance(event.body, SurveySent):
            of_day["sent"] += 1
        if isinstance(event.body, VisitPlanned):
            of_day["visits_planned"] += 1
            to_visit.add(event.complaint)
        if isinstance(event.body, Reopened) and event.complaint in to_visit:
            of_day["visits_cancelled"] += 1
            to_visit.remove(event.complaint)
        if isinstance(event.body, SurveyAnswered):
            given = event.body.answer
            of_day.update(("answered", f"score_{given.score}", f"solved_{given.solved}"))
            of_day.update([f"score_{given.score}|agent|{AGENT.id}"])
            of_day.update(["promoters"] * given.is_promoter + ["unhappy"] * given.is_unhappy)
    return {day: numbers for day, numbers in days.items() if numbers}


def test_the_report_equals_a_count_of_all_histories(world: World) -> None:
    random, complaints = Random(7), [resolved(world).id for _ in range(30)]
    world.clock.advance(timedelta(days=1))
    for complaint in complaints:
        world.clock.advance(timedelta(days=int(random.random() < 0.2)))
        world.runtime.firing.fire(timer(world.complaint(complaint), SURVEY))
        if random.random() < 0.7:
            _answer(world, complaint, random)
    events = [event for one in complaints for event in world.runtime.store.dossier(SHOP, one).events]
    kept = world.runtime.store.report_numbers(SHOP, "satisfaction", first="2026-11-01", last="2026-12-31")
    assert kept == counted(events)
    assert len(kept) > 2
    report = satisfaction(kept)
    answers = [event.body.answer for event in events if isinstance(event.body, SurveyAnswered)]
    assert (report["sent"], report["answered"]) == (30, len(answers))
    assert report["mean_score"] == round(sum(one.score or 0 for one in answers) / len(answers), 4)
    assert report["csat"] == round(sum((one.score or 0) >= 4 for one in answers) / len(answers), 4)
    assert report["solved_rate"] == round(sum(one.solved is Solved.YES for one in answers) / len(answers), 4)


def _answer(world: World, complaint: str, random: Random) -> None:
    present = world.complaint(complaint)
    assert present.survey
    given = SurveyAnswer(score=random.randint(1, 5), solved=random.choice(list(Solved)), at=world.clock.now)
    draft = answered(present, present.survey.id, given, now=world.clock.now)
    world.runtime.store.commit(draft.change())


def test_only_the_days_asked_for_are_in_it(world: World) -> None:
    complaint = resolved(world)
    world.clock.advance(timedelta(days=1))
    world.runtime.firing.fire(timer(complaint, SURVEY))

    def surveys(shop: str, first: str, last: str) -> dict[str, dict[str, int]]:
        """Without the visits, for which a complaint may be drawn."""
        kept = world.runtime.store.report_numbers(shop, "satisfaction", first=first, last=last)
        return {
            day: {name: count for name, count in numbers.items() if not name.startswith("visits_")}
            for day, numbers in kept.items()
        }

    assert surveys(SHOP, "2026-11-12", "2026-11-12") == {"2026-11-12": {"sent": 1}}
    assert surveys(SHOP, "2026-11-13", "2026-12-31") == {}
    assert surveys(SHOP, "2026-11-01", "2026-11-11") == {"2026-11-11": {"scheduled": 1}}
    assert surveys("other", "2026-11-12", "2026-11-12") == {}


def test_a_day_and_the_whole() -> None:
    report = satisfaction(
        {
            "2026-11-12": {"delivered": 4, "answered": 1, "score_2": 1, "solved_no": 1},
            "2026-11-11": {
                **{"delivered": 4, "answered": 2, "score_4": 1, "score_5": 1, "solved_yes": 1, "solved_partly": 1},
                **{"attitude_5": 1, "attitude_3": 1, "effort_7": 1, "effort_4": 2, "skipped": 3, "skipped_safety": 3},
                **{"recommend_10": 3, "recommend_8": 1, "recommend_6": 1, "recommend_0": 1},
            },
        }
    )
    assert (report["response_rate"], report["csat"], report["mean_score"]) == (0.375, 0.6667, 3.6667)
    assert report["csat_interval"] == (0.2077, 0.9385)
    assert (report["solved"], report["solved_rate"]) == ({"yes": 1, "partly": 1, "no": 1}, 0.3333)
    assert report["scores"] == {"1": 0, "2": 1, "3": 0, "4": 1, "5": 1}
    assert [(day["day"], day["csat"]) for day in report["days"]] == [("2026-11-11", 1.0), ("2026-11-12", 0.0)]
    assert set(definitions("en")["satisfaction"]) <= set(report)
    assert report["response_rate_interval"] == wilson(3, 8)
    assert report["solved_rate_interval"] == wilson(1, 3)
    assert report["parts"]["attitude"] == {"answers": 2, "share": 0.5, "interval": (0.0945, 0.9055)}
    assert report["parts"]["result"] == {"answers": 0, "share": None, "interval": None}
    assert report["effort"] == {"answers": 3, "mean": 5.0, "interval": (3.04, 6.96), "share": 0.3333}
    assert report["nps"] == {"answers": 6, "score": 16.7, "interval": (-62.0036, 95.337)}
    assert (report["skipped"]["safety"], report["skipped"]["sample"]) == (3, 0)


def test_nothing_to_divide_by_is_none_and_not_zero() -> None:
    report = satisfaction({})
    assert {name for name, value in report.items() if value is None} == {
        "response_rate",
        "csat",
        "csat_interval",
        "response_rate_interval",
        "solved_rate_interval",
        "visits_solved_rate_interval",
        "mean_score",
        "mean_score_interval",
        "solved_rate",
        "visits_solved_rate",
    }
    assert satisfaction({"2026-11-11": {"delivered": 3}})["response_rate"] == 0.0


@pytest.mark.parametrize(
    ("hits", "of", "interval"),
    [
        (0, 0, None),
        (2, 1, None),
        (0, 10, (0.0, 0.2775)),
        (5, 10, (0.2366, 0.7634)),
        (10, 10, (0.7225, 1.0)),
        (81, 263, (0.2553, 0.3662)),  # R. G. Newcombe, Statistics in Medicine 17 (1998), table I
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_intervals_of_the_literature(hits: int, of: int, interval: tuple[float, float] | None) -> None:
    assert wilson(hits, of) == interval


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_the_share_and_stays_between_zero_and_one(counts: tuple[int, int]) -> None:
    hits, of = counts
    interval = wilson(hits, of)
    assert interval
    low, high = interval
    assert 0 <= low <= round(hits / of, 4) <= high <= 1
    mirrored = wilson(of - hits, of)
    assert mirrored
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-4)
