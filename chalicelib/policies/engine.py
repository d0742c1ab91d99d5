"""Facts → entitlements. Every rule that speaks to the issue is asked once, in an order in which each comes after those
it depends on; what matched is then combined to the consumer's best (C11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.calendars.days import Days, days_of

from .combining import combined
from .conditions import failing, first_holding, told
from .derived import Case
from .entitlements import Considered, Entitlements, State
from .facts import read_facts
from .periods import End, Rollover, period_end
from .rulebook import Outcome, Period, Rule, Rulebook, rulebook
from .verdicts import Ended, Verdict


@dataclass(slots=True)
class _Asking:
    """One question on its way through the rules."""

    case: Case
    days: Days
    rollover: Rollover | None
    entries: list[Verdict | Considered] = field(default_factory=list)
    """In the order asked; a rule that plainly does not apply is only noted with its reason."""
    binding: set[str] = field(default_factory=set)
    """Ids, and ``layer:family`` of the rules so far that matched and that others must yield to."""
    matched: set[str] = field(default_factory=set)


def entitle(
    given: Mapping[str, Any], *, rules: Rulebook | None = None, rollover: Rollover | None = None
) -> Entitlements:
    """``given``: facts by the names of ``rules/vocabulary.yaml``, each a value or ``{"value", "source"}``.

    ``rollover`` replaces the rules' own way of moving last days (open point of C4). Raises ``InvalidInput``.
    """
    book = rules or rulebook()
    facts = read_facts(given, book.vocabulary)
    asking = _Asking(Case(facts, book.lexicon), days_of(facts.values["jurisdiction"]), rollover)
    profiles = {asking.case["profile"], asking.case["merchant"]}
    for rule in book.asked(facts.values["jurisdiction"], facts.values["issue"]):
        if rule.elsewhere and profiles.isdisjoint(rule.profiles):
            asking.entries.append(rule.elsewhere)
            continue
        reason = _out_of_force(rule, asking.case) or _inapplicable(rule, asking)
        if reason:
            asking.entries.append(Considered(rule.id, rule.part, rule.layer, "rejected", reason))
            continue
        verdict = _verdict(rule, asking)
        asking.entries.append(verdict)
        _note(verdict, asking)
    return combined(asking.entries, case=asking.case, facts=facts, book=book)


def entitle_each(given: Mapping[str, Any]) -> tuple[Entitlements, ...]:
    """One answer for each matter of a complaint: its ``issue``, then each of its ``further_issues``."""
    told = given.get("further_issues")
    further, source = (told["value"], told["source"]) if isinstance(told, Mapping) else (told, "evidenced")
    one_matter = {name: value for name, value in given.items() if name != "further_issues"}
    others = [one for one in further or () if isinstance(one, str)] if isinstance(further, list | tuple) else []
    asked = [one_matter, *(one_matter | {"issue": {"value": issue, "source": source}} for issue in others)]
    return tuple(map(entitle, asked))


def _note(verdict: Verdict, asking: _Asking) -> None:
    rule = verdict.rule
    if verdict.speaks:
        asking.matched.add(rule.id)
    if verdict.state == "matched" and not verdict.outcome.lets_pass:
        asking.binding |= {rule.id, f"{rule.layer}:{rule.family}"}


def _verdict(rule: Rule, asking: _Asking) -> Verdict:
    """Of a rule whose conditions hold."""
    stronger = asking.binding.intersection(rule.yields_to)
    if stronger:
        return Verdict(rule, "rejected", f"yields to {', '.join(sorted(stronger))}", yielded=True)
    outcome = next((one for one in rule.outcomes if failing(one.when, asking.case) is None), None)
    if outcome is None:
        return Verdict(rule, "rejected", _why_none(rule, asking.case))
    period = _first(rule.periods, asking.case)
    ended = _ended(period, asking) if period else None
    if rule.periods and ended is None:
        return Verdict(rule, "rejected", _without_start(rule, period))
    if ended and not ended.holds:
        return _over(rule, outcome, ended, asking)
    return _found(rule, "matched", outcome, ended, asking)


def _found(rule: Rule, state: State, outcome: Outcome, ended: Ended | None, asking: _Asking) -> Verdict:
    because = "" if state == "matched" or ended is None else f"ended on {ended.end.effective}"
    return Verdict(
        rule,
        state,
        because,
        outcome,
        ended,
        _all_ended(outcome.deadlines, asking),
        _all_ended(outcome.steps, asking),
    )


def _over(rule: Rule, outcome: Outcome, ended: Ended, asking: _Asking) -> Verdict:
    if rule.over is None:
        denied = Outcome(denies=outcome.grants, evidence=outcome.evidence)
        return _found(rule, "over", denied, ended, asking)
    return _found(rule, "over", rule.over, ended, asking)


def _out_of_force(rule: Rule, case: Case) -> str | None:
    day = (case["order_date"] or case["claim_on"]) if rule.version_by == "order_date" else case["act_day"]
    if day < rule.valid_from:
        return f"in force from {rule.valid_from}, not yet on {day}"
    if rule.valid_to and day > rule.valid_to:
        return f"in force until {rule.valid_to}, no longer on {day}"
    if rule.region and case["region_code"] != rule.region:
        return f"for {rule.region} only"
    return None


def _inapplicable(rule: Rule, asking: _Asking) -> str | None:
    case = asking.case
    wrong = failing(rule.when, case)
    if wrong:
        return told(wrong, case)
    against = first_holding(rule.unless, case)
    if against:
        return f"excluded: {told(against, case)}"
    if rule.needs and asking.matched.isdisjoint(rule.needs):
        return f"only with {' or '.join(rule.needs)}"
    return None


def _why_none(rule: Rule, case: Case) -> str:
    wrong = failing(rule.outcomes[-1].when, case) if rule.outcomes else None
    return told(wrong, case) if wrong else "has no outcome here"


def _without_start(rule: Rule, period: Period | None) -> str:
    return f"{(period or rule.periods[0]).start} is unknown, so its period cannot be counted"


def _first(periods: tuple[Period, ...], case: Case) -> Period | None:
    return next((one for one in periods if failing(one.when, case) is None), None)


def _all_ended(periods: tuple[Period, ...], asking: _Asking) -> tuple[Ended, ...]:
    made = (_ended(one, asking) for one in periods if failing(one.when, asking.case) is None)
    return tuple(one for one in made if one is not None)


def _ended(period: Period, asking: _Asking) -> Ended | None:
    case = asking.case
    start = case[period.start]
    count = case[period.count] if isinstance(period.count, str) else period.count
    if start is None or count is None:
        return None
    end = _end(period, start, int(count), int(case[period.plus] or 0) if period.plus else 0, asking)
    asked = case[period.asked] if period.asked else None
    return Ended(period, end, asked is None or end.holds(asked))


def _end(period: Period, start: Any, count: int, plus: int, asking: _Asking) -> End:
    rollover: Rollover = (asking.rollover or period.rollover) if period.moves else "none"
    if not plus:
        return period_end(start, count, period.unit, days=asking.days, rollover=rollover)
    bare = period_end(start, count, period.unit, days=asking.days, rollover="none")
    return period_end(bare.nominal, plus, "days", days=asking.days, rollover=rollover)
