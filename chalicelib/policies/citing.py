"""Which counting conventions decided, so that they are cited beside the rules (``docs/policies.md``, C1 to C13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chalicelib.calendars.days import days_of

from .derived import Case
from .periods import at_end
from .rulebook import Rule
from .verdicts import Ended, Verdict

_LAW = ("law",)


def conventions(
    found: list[Verdict], cited: list[Verdict], shown: list[tuple[Verdict, Ended]], case: Case
) -> Iterator[str]:
    if any(ended.end.touches_rest for verdict, ended in shown if verdict in cited):
        yield "C4"
    if any(_missed_by_a_rest_day(one, case) for one in found):
        yield "C5"
    if case["unauthorised_signing"] and shown:
        yield "C9"
    if any(ended.period.plus and case[ended.period.plus] for _, ended in shown):
        yield "C10"
    if any(_beats_the_law(one, found) for one in cited):
        yield "C11"


def _missed_by_a_rest_day(one: Verdict, case: Case) -> bool:
    """The event fell on days that would have been in time, had it been an act."""
    ended = one.ended
    if one.state != "over" or ended is None or ended.period.moves or ended.period.asked is None:
        return False
    nominal = ended.end.nominal
    if not isinstance(nominal, date):
        return False
    return bool(
        at_end(case[ended.period.asked], like=nominal) <= days_of(case["jurisdiction"]).working_day_from(nominal)
    )


def _beats_the_law(one: Verdict, found: list[Verdict]) -> bool:
    """A regional rule or a promise that grants what the law of the same family does not, or not as long."""
    if one.state != "matched" or one.rule.layer in _LAW or not one.outcome.grants:
        return False
    laws = [law for law in found if _speaks_to(law, one.rule)]
    if not laws:
        return False
    by_law = [law for law in laws if law.state == "matched" and set(one.outcome.grants) <= set(law.outcome.grants)]
    return all(_ends_before(law, one) for law in by_law)


def _speaks_to(law: Verdict, rule: Rule) -> bool:
    return law.rule.layer in _LAW and law.rule.family == rule.family and (law.state != "rejected" or law.yielded)


def _ends_before(law: Verdict, one: Verdict) -> bool:
    if law.ended is None or one.ended is None:
        return False
    return str(law.ended.end.effective) < str(one.ended.end.effective)
