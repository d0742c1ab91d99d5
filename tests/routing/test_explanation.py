from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.model.assessment import Severity
from chalicelib.model.clock import RESOLUTION, Clock
from chalicelib.routing.clocks import pause, resume, start_clocks, stop_all
from chalicelib.routing.explanation import explain
from chalicelib.routing.titles import Language

from .samples import HOUR, MONDAY, matter, of_kind


@pytest.fixture
def resolution() -> Clock:
    started = of_kind(start_clocks(matter(Severity.S2), now=MONDAY), RESOLUTION)
    return started.model_copy(update={"policy": "s2-resolution@2026"})


def test_every_step_from_start_to_due(resolution: Clock) -> None:
    paused = pause([resolution], now=MONDAY + HOUR, why="photo asked for")
    (resumed,) = resume(paused, now=MONDAY + 2.5 * HOUR)
    assert explain(resumed, now=MONDAY + 3 * HOUR) == (
        "Started at 2026-11-23 10:00:00+08:00 by promise s2-resolution@2026.",
        "Promised within 45 h, counted working days 9:00–18:00, China time.",
        "Paused from 2026-11-23 11:00:00+08:00 to 2026-11-23 12:30:00+08:00 (photo asked for): "
        "the due time moved by 1 h 30 min.",
        "Due at 2026-11-30 11:30:00+08:00.",
        "43 h 30 min left.",
    )


@pytest.mark.parametrize(
    ("language", "pausing"),
    [
        ("en", "Paused since 2026-11-23 11:00:00+08:00 (photo {1}): the due time will move when this ends."),
        ("zh-Hans", "2026-11-23 11:00:00+08:00 起暂停（photo {1}），恢复后到期时间再顺延。"),
        ("zh-Hant", "2026-11-23 11:00:00+08:00 起暫停（photo {1}），恢復後到期時間再順延。"),
    ],
)
def test_a_pause_that_lasts_is_told_as_such(resolution: Clock, language: Language, pausing: str) -> None:
    (paused,) = pause([resolution], now=MONDAY + HOUR, why="photo {1}")
    steps = explain(paused, now=MONDAY + 90 * HOUR, language=language)
    assert steps[2] == pausing


def test_a_pause_after_the_due_time_moved_nothing(resolution: Clock) -> None:
    late = resolution.due_at + HOUR
    (resumed,) = resume(pause([resolution], now=late, why="photo"), now=late + HOUR)
    steps = explain(resumed, now=late + HOUR)
    assert steps[2].endswith("the due time moved by 0 s.")
    assert steps[-1] == "Overdue by 2 h."


@pytest.mark.parametrize(
    ("language", "after", "ending"),
    [
        ("en", HOUR, "Kept at 2026-11-23 11:00:00+08:00."),
        ("en", timedelta(days=9), "Done at 2026-12-02 10:00:00+08:00, too late."),
        ("zh-Hans", HOUR, "2026-11-23 11:00:00+08:00 按时完成。"),
        ("zh-Hant", timedelta(days=9), "2026-12-02 10:00:00+08:00 完成，已逾時。"),
    ],
)
def test_the_end_is_told(resolution: Clock, language: Language, after: timedelta, ending: str) -> None:
    (stopped,) = stop_all([resolution], now=MONDAY + after)
    assert explain(stopped, now=MONDAY + 99 * HOUR, language=language)[-1] == ending
