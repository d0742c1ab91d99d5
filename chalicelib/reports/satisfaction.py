"""How satisfied customers were, from what was said of surveys on each day. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from chalicelib.model.assessment import Category
from chalicelib.model.survey import CancelReason, Question, SkipReason, Solved
from chalicelib.model.visit import VisitOutcome

from .measures import mean_interval, parts, rounded, share, summed, wilson

SATISFIED: Final = (4, 5)
EASY: Final = (5, 6, 7)
PROMOTERS: Final = (9, 10)
DETRACTORS: Final = range(7)
THREE_PARTS: Final = (Question.ATTITUDE, Question.EFFICIENCY, Question.RESULT)
STEPS: Final = ("scheduled", "sent", "delivered", "returned", "reminded", "answered", "expired")
VISITS: Final = ("planned", "tried", "reminded", "messaged", "cancelled", *map(str, VisitOutcome))


def satisfaction(numbers: dict[str, dict[str, int]]) -> dict[str, Any]:
    """``numbers`` are day → number → count. Rates are ``None`` where there is nothing to divide by."""
    total = summed(numbers)
    return {
        **_rates(total),
        "agents": _agents(total),
        "days": [{"day": day, **_rates(Counter(numbers[day]))} for day in sorted(numbers)],
    }


def _rates(count: Counter[str]) -> dict[str, Any]:
    scores, solved = _given(count, Question.SCORE), {each.value: count[f"solved_{each}"] for each in Solved}
    satisfied, scored = _within(scores, SATISFIED), sum(scores.values())
    visited = count["visits_solved"] + count["visits_new_problem"]
    return {
        **{name: count[name] for name in STEPS},
        "skipped": {each.value: count[f"skipped_{each}"] for each in SkipReason},
        "cancelled": {each.value: count[f"cancelled_{each}"] for each in CancelReason},
        "response_rate": rounded(count["answered"], count["delivered"]),
        "response_rate_interval": wilson(count["answered"], count["delivered"]),
        "csat": rounded(satisfied, scored),
        "csat_interval": wilson(satisfied, scored),
        "mean_score": _mean(scores),
        "mean_score_interval": mean_interval(scores),
        "scores": {str(score): times for score, times in scores.items()},
        "parts": {part.value: _part(_given(count, part)) for part in THREE_PARTS},
        "effort": _effort(_given(count, Question.EFFORT)),
        "nps": _nps(_given(count, Question.RECOMMEND)),
        "promoters": count["promoters"],
        "unhappy": count["unhappy"],
        "themes": {each.value: count[f"theme_{each}"] for each in Category},
        "visits": {name: count[f"visits_{name}"] for name in VISITS},
        "visits_solved_rate": rounded(count["visits_solved"], visited),
        "visits_solved_rate_interval": wilson(count["visits_solved"], visited),
        "solved": solved,
        "solved_rate": rounded(solved["yes"], sum(solved.values())),
        "solved_rate_interval": wilson(solved["yes"], sum(solved.values())),
    }


def _agents(total: Counter[str]) -> dict[str, Any]:
    given = {agent: _given(count, Question.SCORE) for agent, count in parts(total, "agent").items()}
    return {agent: share(_within(scores, SATISFIED), sum(scores.values())) for agent, scores in given.items()}


def _given(count: Counter[str], question: Question) -> dict[int, int]:
    """Number on the scale → how often it was given."""
    return {number: count[f"{question}_{number}"] for number in question.scale or ()}


def _within(given: dict[int, int], wanted: tuple[int, ...] | range) -> int:
    return sum(given[number] for number in wanted)


def _part(given: dict[int, int]) -> dict[str, Any]:
    answers = sum(given.values())
    satisfied = _within(given, SATISFIED)
    return {"answers": answers, "share": rounded(satisfied, answers), "interval": wilson(satisfied, answers)}


def _effort(given: dict[int, int]) -> dict[str, Any]:
    answers = sum(given.values())
    easy = rounded(_within(given, EASY), answers)
    return {"answers": answers, "mean": _mean(given), "interval": mean_interval(given), "share": easy}


def _nps(given: dict[int, int]) -> dict[str, Any]:
    answers, promoters, detractors = sum(given.values()), _within(given, PROMOTERS), _within(given, DETRACTORS)
    points = {100: promoters, 0: answers - promoters - detractors, -100: detractors}
    score = round(100 * (promoters - detractors) / answers, 1) if answers else None
    return {"answers": answers, "score": score, "interval": mean_interval(points)}


def _mean(given: dict[int, int]) -> float | None:
    return rounded(sum(number * times for number, times in given.items()), sum(given.values()))
