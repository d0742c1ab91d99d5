"""A month of surveys: many people on three channels, reopenings, those who want none, mail that bounces, every event
and timer twice, workers that die in between. Over the engine of the one machine, with the clock in our hand.

``MONTH_COMPLAINTS`` makes it larger; the marks of the month hold for every size.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from chalicelib.background import sweep
from chalicelib.desk.desk import Action
from chalicelib.intake.survey_answers import take_answer, take_opt_out
from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import HuiyinError, Undeliverable
from chalicelib.model.event import Event
from chalicelib.model.ports import HttpAnswer
from chalicelib.model.survey import Solved, SurveyAnswer, SurveyState
from chalicelib.surveys.persons import identities
from chalicelib.workers.outbox import act
from tests.support.arrivals import mailed, wechat
from tests.support.fakes import FakeMailer
from tests.support.understanding import understood
from tests.support.world import AGENT, OTHER_AGENT, SHOP, World

pytestmark = pytest.mark.slow
COMPLAINTS: Final = int(os.environ.get("MONTH_COMPLAINTS", "100"))
DAYS: Final = 30
STEPS_A_DAY: Final = 8
ZONE: Final = ZoneInfo("Asia/Shanghai")
OUTCOMES: Final = ("solved", "refunded", "repaired", "exchanged")
TEXTS: Final = ("手机屏幕坏了", "快递三天没动", "客服态度差", "不给退货", "充电器起火", "我已经向12315投诉了")


class _Dies(RuntimeError):
    """The worker is gone, whatever it was at."""


class Bouncing(FakeMailer):
    """Some mailboxes do not exist; now and then the worker dies just after the mail has left."""

    random = Random(3)

    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        [recipient] = recipients
        if recipient.startswith("gone"):
            raise Undeliverable("no such mailbox")
        known = super().send(raw=raw, sender=sender, recipients=[recipient], idempotency_key=idempotency_key)
        if self.random.random() < 0.03:
            raise _Dies
        return known


class Month:
    """Chance decides what happens, the same every time."""

    def __init__(self, world: World) -> None:
        self.world, self.random = world, Random(20261101)
        world.clock.now = datetime(2026, 11, 1, 1, 0, tzinfo=ZoneInfo("UTC"))
        world.mailer = Bouncing()
        world.runtime.mailer = world.mailer
        world.http.answer = lambda method, url: HttpAnswer(
            200, b'{"access_token": "t", "expires_in": 7200, "errcode": 0}'
        )
        self.complaints: list[str] = []

    def run(self) -> None:
        each_step = max(1, COMPLAINTS // (STEPS_A_DAY * (DAYS - 5)))
        for _ in range(DAYS * STEPS_A_DAY):
            for _ in range(each_step if len(self.complaints) < COMPLAINTS else 0):
                self._complain()
            for name in self.random.sample(self.complaints, min(6, len(self.complaints))):
                self._somebody_acts(name)
            self._time_passes(timedelta(hours=24 / STEPS_A_DAY))

    def _complain(self) -> None:
        """Of so many people that some come again; everything arrives twice."""
        person, text = self.random.randrange(COMPLAINTS // 2), f"{self.random.choice(TEXTS)} {len(self.complaints)}"
        gone = "gone" if person % 17 == 0 else "person"
        number = len(self.complaints)
        delivery = (
            self.world.form(text, customer={"email": f"{gone}{person}@customer.example", "phone": f"138{person:08}"}),
            self.world.form(text, customer={"phone": f"138{person:08}"}),
            wechat(self.world, text, message=str(number), openid=f"openid-{person}"),
            mailed(self.world, text, sender=f"{gone}{person}@customer.example", subject=text),
        )[number % 4]
        outcomes = [self.world.process(delivery) for _ in range(2)]
        self.complaints.append(outcomes[0].complaint)

    def _somebody_acts(self, name: str) -> None:
        """What the present state does not allow is refused."""
        present, desk, action = self.world.complaint(name), self.world.runtime.desk, Action(by=AGENT)
        with suppress(HuiyinError):
            if present.status is Status.WAITING:
                desk.claim(name, action)
                desk.resolve(name, action, outcome=self.random.choice(OUTCOMES), text="")
            elif self.random.random() < 0.02:
                desk.reopen(name, Action(by=OTHER_AGENT), why="又坏了")
            elif present.survey and present.survey.state is SurveyState.SENT and self.random.random() < 0.1:
                self._answer(present)

    def _answer(self, present: Complaint) -> None:
        if present.survey is None:
            return
        store, clock = self.world.runtime.store, self.world.clock
        if self.random.random() < 0.1:
            take_opt_out(store, (SHOP, present.id), clock=clock)
            return
        given = SurveyAnswer(score=self.random.randint(1, 5), solved=self.random.choice(list(Solved)), at=clock.now)
        for _ in range(2):  # the second is refused
            take_answer(store, (SHOP, present.id, present.survey.id), given, clock=clock)

    def _time_passes(self, by: timedelta) -> None:
        """Every reference to what is due comes twice, in any order; a worker that dies is started again."""
        self.world.clock.advance(by)
        for _ in range(3):
            self.world.runtime.sweeping.sweep()
            bodies = self.world.due.take() * 2
            self.random.shuffle(bodies)
            for body in bodies:
                with suppress(_Dies):
                    act(self.world.runtime, sweep.read(body))


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    folder: Path = tmp_path_factory.mktemp("month")
    world = World(folder, assess=understood)
    month = Month(world)
    month.run()
    yield month
    world.close()


@pytest.fixture(scope="module")
def histories(month: Month) -> dict[str, tuple[Event, ...]]:
    names = dict.fromkeys(month.complaints)
    return {name: month.world.runtime.store.dossier(SHOP, name).events for name in names}


Histories = dict[str, tuple[Event, ...]]


def test_the_month_was_one(histories: Histories) -> None:
    """Otherwise the rest would hold of nothing."""
    said = Counter[str](event.body.type for events in histories.values() for event in events)
    wanted = ("resolved", "reopened", "survey_sent", "survey_delivered", "survey_answered", "survey_skipped")
    assert all(said[name] > 0 for name in (*wanted, "survey_cancelled", "survey_reminded", "survey_expired")), said
    assert said["received"] == len(histories)


def test_nobody_was_asked_twice_within_thirty_days(month: Month, histories: Histories) -> None:
    """By any of their names, over all channels. Who could not be reached was not asked."""
    asked: dict[str, list[datetime]] = defaultdict(list)
    for name, events in histories.items():
        for index, event in enumerate(events):
            if isinstance(event.body, facts.SurveySent) and not _reached_nobody(events[index:]):
                for identity in identities(month.world.complaint(name)):
                    asked[identity].append(event.at)
    for times in asked.values():
        ordered = sorted(times)
        assert all(later - earlier >= timedelta(days=30) for earlier, later in pairwise(ordered))


def _reached_nobody(after: tuple[Event, ...]) -> bool:
    for event in after:
        if isinstance(event.body, facts.SurveySkipped):
            return event.body.reason == "undeliverable"
        if isinstance(event.body, facts.SurveyScheduled):
            return False
    return False


def test_everybody_was_asked_by_day_and_nobody_after_reopening(histories: Histories) -> None:
    for events in histories.values():
        is_open = True
        for event in events:
            if isinstance(event.body, facts.Resolved | facts.Reopened):
                is_open = isinstance(event.body, facts.Reopened)
            if isinstance(event.body, facts.SurveySent | facts.SurveyReminded | facts.SurveyDelivered):
                assert 9 <= event.at.astimezone(ZONE).hour < 20
                assert not is_open


def test_every_resolution_was_asked_about_or_it_is_said_why_not(histories: Histories) -> None:
    """Or its time has not come yet when the month ends."""
    for events in histories.values():
        bodies = [event.body for event in events]
        for index, body in enumerate(bodies):
            if not isinstance(body, facts.Resolved):
                continue
            following = bodies[index + 1 :]
            until = next((place for place, one in enumerate(following) if isinstance(one, facts.Resolved)), None)
            told = [one for one in following[:until] if isinstance(one, _SETTLED)]
            is_pending = until is None and any(isinstance(one, facts.SurveyScheduled) for one in following)
            assert told or is_pending


_SETTLED: Final = (facts.SurveySent, facts.SurveySkipped, facts.SurveyCancelled)


def test_the_numbers_are_those_of_a_recount(month: Month, histories: Histories) -> None:
    kept = month.world.runtime.store.report_numbers(SHOP, "satisfaction", first="2026-01-01", last="2027-12-31")
    surveys = {day: _without_visits(numbers) for day, numbers in kept.items()}
    assert {day: numbers for day, numbers in surveys.items() if numbers} == _recounted(histories)


def _without_visits(numbers: dict[str, int]) -> dict[str, int]:
    return {name: many for name, many in numbers.items() if not name.startswith("visits_")}


def _recounted(histories: Histories) -> dict[str, dict[str, int]]:
    """From what was said, with none of the code that counts."""
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for event in (event for events in histories.values() for event in events):
        of_day, body = days[event.at.astimezone(ZONE).date().isoformat()], event.body
        kind, _, what = body.type.partition("_")
        if kind != "survey" or what in ("postponed", "heard"):
            continue
        if what == "reminded" and getattr(body, "channel", None) is None:
            continue
        of_day[what] += 1
        if isinstance(body, facts.SurveySkipped | facts.SurveyCancelled):
            of_day[f"{what}_{body.reason.value}"] += 1
        if isinstance(body, facts.SurveyAnswered):
            score, solved = body.answer.score or 0, body.answer.solved
            of_day.update((f"score_{score}", f"score_{score}|agent|{AGENT.id}"))
            of_day[f"solved_{solved}"] += 1
            of_day["unhappy"] += score <= 2 or solved is Solved.NO
            of_day["promoters"] += score == 5 and solved is not Solved.NO
    return {
        day: {name: many for name, many in of_day.items() if many}
        for day, of_day in days.items()
        if any(of_day.values())
    }
