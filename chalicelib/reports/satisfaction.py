"""How satisfied customers were, from what was said of surveys on each day. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from chalicelib.model.assessment import Category
from chalicelib.model.survey import CancelReason, Question, SkipReason, Solved
from chalicelib.store.surveying import SATISFACTION

NAME: Final = SATISFACTION
SATISFIED: Final = (4, 5)
EASY: Final = (5, 6, 7)
PROMOTERS: Final = (9, 10)
DETRACTORS: Final = range(7)
PARTS: Final = (Question.ATTITUDE, Question.EFFICIENCY, Question.RESULT)
DEFINITION: Final = {
    "scheduled": "surveys planned with the resolutions of the days asked for",
    "sent": "surveys handed to delivery on those days",
    "delivered": "surveys that a channel took on those days",
    "reminded": "reminders handed to delivery on those days",
    "answered": "surveys answered on those days",
    "expired": "surveys that nobody answered within their time",
    "skipped": "surveys not asked, or asked and delivered nowhere, by reason",
    "cancelled": "surveys that were planned or asked and then withdrawn, by reason",
    "response_rate": "answered / delivered",
    "csat": "answers with a score of 4 or 5 / answers with a score; interval: Wilson, 95 %",
    "mean_score": "mean of the scores, 1 to 5",
    "parts": "attitude, efficiency and result: as csat, with the number of answers",
    "effort": "mean of 'the company made it easy', 1 to 7, and the share of 5 to 7",
    "nps": "share of 9 and 10 - share of 0 to 6 of 'would you recommend us', -100 to 100",
    "promoters": "answers of 9 or 10 to 'would you recommend us', or 5 of 5 where that was not asked",
    "unhappy": "answers with a score of 1 or 2, or 'not solved': each reopened its complaint",
    "themes": "what the words of the answers were about, as the classifier understood them",
    "solved_rate": "answers 'yes' to 'was your problem solved?' / answers to it",
}
_Z: Final = 1.959964


def satisfaction(numbers: dict[str, dict[str, int]]) -> dict[str, Any]:
    """``numbers`` are day → number → count. Rates are ``None`` where there is nothing to divide by."""
    total: Counter[str] = Counter()
    for of_day in numbers.values():
        total.update(of_day)
    return {**_rates(total), "days": [{"day": day, **_rates(Counter(numbers[day]))} for day in sorted(numbers)]}


def _rates(count: Counter[str]) -> dict[str, Any]:
    scores, solved = _given(count, Question.SCORE), {each.value: count[f"solved_{each}"] for each in Solved}
    satisfied, scored = _within(scores, SATISFIED), sum(scores.values())
    return {
        **{name: count[name] for name in ("scheduled", "sent", "delivered", "reminded", "answered", "expired")},
        "skipped": {each.value: count[f"skipped_{each}"] for each in SkipReason},
        "cancelled": {each.value: count[f"cancelled_{each}"] for each in CancelReason},
        "response_rate": _share(count["answered"], count["delivered"]),
        "csat": _share(satisfied, scored),
        "csat_interval": wilson(satisfied, scored),
        "mean_score": _mean(scores),
        "scores": {str(score): times for score, times in scores.items()},
        "parts": {part.value: _part(_given(count, part)) for part in PARTS},
        "effort": _effort(_given(count, Question.EFFORT)),
        "nps": _nps(_given(count, Question.RECOMMEND)),
        "promoters": count["promoters"],
        "unhappy": count["unhappy"],
        "themes": {each.value: count[f"theme_{each}"] for each in Category},
        "solved": solved,
        "solved_rate": _share(solved["yes"], sum(solved.values())),
    }


def _given(count: Counter[str], question: Question) -> dict[int, int]:
    """Number on the scale → how often it was given."""
    return {number: count[f"{question}_{number}"] for number in question.scale or ()}


def _within(given: dict[int, int], wanted: tuple[int, ...] | range) -> int:
    return sum(given[number] for number in wanted)


def _part(given: dict[int, int]) -> dict[str, Any]:
    answers = sum(given.values())
    return {"answers": answers, "share": _share(_within(given, SATISFIED), answers)}


def _effort(given: dict[int, int]) -> dict[str, Any]:
    answers = sum(given.values())
    return {"answers": answers, "mean": _mean(given), "share": _share(_within(given, EASY), answers)}


def _nps(given: dict[int, int]) -> dict[str, Any]:
    answers, difference = sum(given.values()), _within(given, PROMOTERS) - _within(given, DETRACTORS)
    return {"answers": answers, "score": round(100 * difference / answers, 1) if answers else None}


def _mean(given: dict[int, int]) -> float | None:
    return _share(sum(number * times for number, times in given.items()), sum(given.values()))


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """The 95 % interval of a share (E. B. Wilson, 1927): honest for few answers, never outside 0 to 1."""
    if not of:
        return None
    share, square = hits / of, _Z**2
    centre = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * ((share * (1 - share) + square / (4 * of)) / of) ** 0.5 / (1 + square / of)
    return round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
