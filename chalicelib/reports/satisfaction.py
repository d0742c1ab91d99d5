"""How satisfied customers were, from the surveys answered on each day. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from chalicelib.surveys.numbers import SATISFACTION

NAME: Final = SATISFACTION
SATISFIED: Final = (4, 5)
DEFINITION: Final = {
    "sent": "surveys sent on the days asked for",
    "answered": "surveys answered on those days",
    "response_rate": "answered / sent",
    "csat": "answers with a score of 4 or 5 / all answers; interval: Wilson, 95 %",
    "mean_score": "mean of the scores, 1 to 5",
    "solved_rate": "answers 'yes' to 'was your problem solved?' / all answers",
}
_Z: Final = 1.959964


def satisfaction(numbers: dict[str, dict[str, int]]) -> dict[str, Any]:
    """``numbers`` are day → number → count. Rates are ``None`` where there is nothing to divide by."""
    total: Counter[str] = Counter()
    for of_day in numbers.values():
        total.update(of_day)
    return {**_rates(total), "days": [{"day": day, **_rates(Counter(numbers[day]))} for day in sorted(numbers)]}


def _rates(count: Counter[str]) -> dict[str, Any]:
    answered, sent = count["answered"], count["sent"]
    scores = {score: count[f"score_{score}"] for score in range(1, 6)}
    satisfied = sum(scores[score] for score in SATISFIED)
    return {
        "sent": sent,
        "answered": answered,
        "response_rate": _share(answered, sent),
        "csat": _share(satisfied, answered),
        "csat_interval": wilson(satisfied, answered),
        "mean_score": _share(sum(score * times for score, times in scores.items()), answered),
        "scores": {str(score): times for score, times in scores.items()},
        "solved": {name: count[f"solved_{name}"] for name in ("yes", "partly", "no")},
        "solved_rate": _share(count["solved_yes"], answered),
    }


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
