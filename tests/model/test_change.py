"""Timers follow from the state; a change sets and cancels the difference."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.model import event as facts
from chalicelib.model.base import Word
from chalicelib.model.change import Change, Draft, Once
from chalicelib.model.clock import Clock, ClockState, Mark, Pause
from chalicelib.model.complaint import DIGEST_LENGTH, Complaint, Lease, Status, digest, is_for_customer
from chalicelib.model.effect import Timer
from chalicelib.model.fit import clipped, first_within
from chalicelib.model.identity import SYSTEM
from chalicelib.model.message import Attachment, Direction
from chalicelib.model.survey import Survey, SurveyState
from chalicelib.model.timers import timers_of
from tests.model.samples import (
    HOUR,
    LATER,
    LEASE,
    RESOLUTION,
    SURVEY,
    WAIT,
    complaint,
    complaint_and_events,
    message,
)
from tests.support.fakes import START

CLOCKS = {"clock:first_response", "clock:next_update", "clock:resolution"}


def at(kind: str, state: Complaint) -> datetime:
    return timers_of(state)[kind].at


def with_clock(**changes: object) -> Complaint:
    """A complaint with one clock of ten hours, changed so."""
    clock = Clock(
        kind="resolution",
        policy="p@1",
        reason="why",
        calendar="always",
        started_at=START,
        target_seconds=36_000,
        due_at=START + 10 * HOUR,
    )
    return complaint().model_copy(update={"clocks": (clock.model_copy(update=changes),)})


def test_a_new_complaint_needs_a_timer_for_each_promise_and_no_other() -> None:
    assert set(timers_of(complaint())) == CLOCKS


def test_a_clock_wakes_us_at_each_mark_and_when_due_then_no_more() -> None:
    marks = tuple(Mark(percent=percent, at=START + percent * HOUR / 10) for percent in (50, 80, 150))
    for told, next_at in ((0, 5), (50, 8), (80, 10), (100, 15)):
        assert at("clock:resolution", with_clock(marks=marks, told=told)) == START + next_at * HOUR
    assert timers_of(with_clock(marks=marks, told=150, state=ClockState.BREACHED)) == {}


@pytest.mark.parametrize("state", [ClockState.PAUSED, ClockState.MET, ClockState.MISSED, ClockState.CANCELLED])
def test_a_clock_that_rests_or_ended_wakes_nobody(state: ClockState) -> None:
    assert timers_of(with_clock(state=state)) == {}


def test_every_state_names_what_it_owes_to_the_future() -> None:
    state = complaint().model_copy(
        update={
            "clocks": (),
            "lease": LEASE,
            "wait": WAIT,
            "survey": SURVEY,
            "close_at": LATER,
            "status": Status.RESOLVED,
        }
    )
    assert {kind: timer.at for kind, timer in timers_of(state).items()} == {
        "lease": LEASE.until,
        "wait": WAIT.until,
        "survey": SURVEY.due_at,
        "close": LATER,
    }
    assert all((timer.shop, timer.complaint) == ("demo", "c1") for timer in timers_of(state).values())


ENDED = set(SurveyState) - {SurveyState.SCHEDULED, SurveyState.SENT}


def survey_at(**changes: Any) -> datetime | None:
    with_survey = complaint().model_copy(update={"survey": SURVEY.model_copy(update=changes)})
    timer = timers_of(with_survey).get("survey")
    return timer.at if timer else None


@pytest.mark.parametrize("state", ENDED)
def test_a_survey_that_is_over_has_no_timer(state: SurveyState) -> None:
    assert survey_at(state=state) is None


@pytest.mark.parametrize("state", ENDED - {SurveyState.CANCELLED})
def test_one_that_is_asked_twice_waits_for_the_second_time(state: SurveyState) -> None:
    assert survey_at(state=state, again_at=LATER + 9 * HOUR) == LATER + 9 * HOUR


def test_a_survey_that_was_asked_waits_for_its_reminder_and_then_for_its_end() -> None:
    assert survey_at(state=SurveyState.SENT, remind_at=LATER) == LATER
    assert survey_at(state=SurveyState.SENT) == SURVEY.expires_at
    assert survey_at(state=SurveyState.CANCELLED, again_at=LATER) is None


@pytest.mark.parametrize("status", set(Status) - {Status.RESOLVED})
def test_only_a_resolved_complaint_is_going_to_be_closed(status: Status) -> None:
    assert "close" not in timers_of(complaint().model_copy(update={"close_at": LATER, "status": status}))


def draft(before: Complaint | None = None) -> Draft:
    return Draft(before=before or complaint(), actor=SYSTEM, at=LATER)


def kinds(timers: tuple[Timer, ...]) -> set[str]:
    return {timer.kind for timer in timers}


def test_a_first_change_sets_every_timer_and_cancels_none() -> None:
    known, events = complaint_and_events()
    change = Change(before=None, after=known, events=events)
    assert (kinds(change.timers_set), change.timers_cancelled) == (CLOCKS, ())


def test_a_change_sets_only_what_is_new_or_moved() -> None:
    claimed = draft()
    claimed.say(facts.Claimed(lease=LEASE))
    assert (kinds(claimed.change().timers_set), claimed.change().timers_cancelled) == ({"lease"}, ())

    renewed = draft(claimed.now)
    renewed.say(facts.LeaseRenewed(lease=LEASE.model_copy(update={"until": LATER + HOUR})))
    [timer] = renewed.change().timers_set
    assert (timer.kind, timer.at) == ("lease", LATER + HOUR)


def test_a_change_cancels_what_is_needed_no_longer() -> None:
    held = draft()
    held.say(facts.Claimed(lease=LEASE))
    released = draft(held.now)
    released.say(facts.Released(why="x"))
    assert (released.change().timers_set, kinds(released.change().timers_cancelled)) == ((), {"lease"})


def test_what_is_set_and_cancelled_turns_the_timers_before_into_those_after() -> None:
    held = draft()
    held.say(facts.Claimed(lease=LEASE))
    resolved = draft(held.now)
    resolved.say(facts.Resolved(resolution=RESOLUTION, close_at=LATER + HOUR), facts.SurveyScheduled(survey=SURVEY))
    change = resolved.change()
    timers = dict(timers_of(held.now))
    for timer in change.timers_cancelled:
        del timers[timer.kind]
    timers |= {timer.kind: timer for timer in change.timers_set}
    assert timers == timers_of(resolved.now)


def test_a_draft_numbers_its_facts_and_folds_each_at_once() -> None:
    said = draft()
    said.say(facts.Claimed(lease=LEASE), facts.Released(why="x"))
    said.say(facts.Transferred(queue="policy", why="theirs"))
    change = said.change()
    assert [(event.version, event.index, event.at) for event in change.events] == [(2, n, LATER) for n in range(3)]
    assert (change.before, change.after) == (complaint(), said.now)
    assert (change.after.queue, change.after.version) == ("policy", 2)


def test_a_change_remembers_more_without_changing_anything_else() -> None:
    said = draft()
    said.say(facts.Released(why="x"))
    first, second = Once(kind="request", key="1", value="a"), Once(kind="request", key="2", value="b")
    change = said.change(once=[first])
    assert change.remembering() is change
    assert change.remembering(second).once == (first, second)
    assert change.remembering(second).events == change.events


def test_a_digest_of_a_short_message_is_the_message_without_its_quote() -> None:
    short = message(
        "短", quoted="> 之前", subject="s", external_id="e", attachments=(Attachment(name="a", content_type="b"),)
    )
    assert digest(short) == short.model_copy(update={"quoted": None})


@pytest.mark.parametrize(
    "more",
    [
        {"text": "长" * (DIGEST_LENGTH + 1)},
        {"subject": "s" * 301},
        {"external_id": "e" * 301},
        {"notes": tuple("n" * 900 for _ in range(9))},
        {"attachments": tuple(Attachment(name="a" * 200, content_type="b") for _ in range(90))},
    ],
    ids=lambda more: next(iter(more)),
)
def test_a_digest_of_a_long_message_is_small_and_says_that_something_is_missing(more: dict[str, object]) -> None:
    whole = message("短").model_copy(update=more)
    part = digest(whole)
    assert part.truncated
    assert len(part.model_dump_json().encode()) < 20_000
    assert not whole.truncated


def test_a_text_of_exactly_the_length_is_not_cut() -> None:
    assert not digest(message("长" * DIGEST_LENGTH)).truncated


def test_internal_notes_are_not_for_the_customer() -> None:
    told = [direction for direction in Direction if is_for_customer(message(direction=direction))]
    assert told == [Direction.INBOUND, Direction.OUTBOUND]


@pytest.mark.parametrize(("text", "size", "fits"), [("aaaa", 6, 4), ("aaaa", 5, 3), ("中中", 5, 1), ("\x01\x01", 8, 1)])
def test_a_text_is_cut_by_the_bytes_of_its_json(text: str, size: int, fits: int) -> None:
    assert clipped(text, characters=10, size=size) == text[:fits]


def test_a_text_is_cut_by_characters_too() -> None:
    assert clipped("abcdef", characters=3) == "abc"


def test_of_a_list_the_first_that_fit_together_are_kept() -> None:
    assert list(first_within(["aa", "bb", "c"], size=8)) == ["aa", "bb"]


def test_the_nearest_due_time_is_that_of_the_clocks_that_tick() -> None:
    resting = with_clock(state=ClockState.PAUSED, pauses=(Pause(started_at=START, why="x"),)).clocks[0]
    overdue = resting.model_copy(update={"kind": "a", "state": ClockState.BREACHED, "due_at": START + 3 * HOUR})
    running = resting.model_copy(update={"kind": "b", "state": ClockState.RUNNING, "due_at": START + 5 * HOUR})
    state = complaint().model_copy(update={"clocks": (resting, overdue, running)})
    assert state.nearest_due == START + 3 * HOUR
    assert complaint().model_copy(update={"clocks": (resting,)}).nearest_due is None


@pytest.mark.parametrize(
    ("state", "is_ticking"),
    [(state, state in (ClockState.RUNNING, ClockState.BREACHED)) for state in ClockState],
)
def test_a_broken_promise_still_ticks_and_a_resting_one_does_not(state: ClockState, is_ticking: bool) -> None:
    assert with_clock(state=state).clocks[0].is_ticking is is_ticking


def test_a_clock_is_open_until_it_stopped() -> None:
    assert with_clock(state=ClockState.PAUSED).clocks[0].is_open
    assert not with_clock(stopped_at=LATER).clocks[0].is_open


@pytest.mark.parametrize("word", [LEASE, SURVEY, WAIT])
def test_words_are_closed_to_fields_they_do_not_know_and_to_change(word: Word) -> None:
    with pytest.raises(ValueError, match="Extra inputs"):
        type(word).model_validate({**word.model_dump(), "misspelt": 1})
    with pytest.raises(ValueError, match="frozen"):
        setattr(word, next(iter(type(word).model_fields)), None)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an offset"):
        Lease(agent="a", taken_at=datetime(2026, 11, 11), until=START)
    assert Survey.model_validate_json(SURVEY.model_dump_json()) == SURVEY
    assert START.utcoffset() == timedelta(0)
