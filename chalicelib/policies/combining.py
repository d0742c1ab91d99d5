"""Many verdicts → one answer: of each remedy the latest deadline, the lowest cost to the consumer, every basis cited
(C11; 消保法 16, 26, 44(1)).
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from chalicelib.calendars import days

from .citing import conventions
from .derived import RESTS_ON, Case
from .entitlements import Considered, Deadline, Entitlements, Freight, Step
from .facts import Facts
from .formulas import value_of
from .rulebook import Rulebook
from .verdicts import Ended, Verdict

REMEDIES: Final = (
    "return_refund",
    "no_reason_return",
    "refund_only",
    "return_refund_less_depreciation",
    "exchange",
    "reship",
    "repair_free",
    "repair_paid",
    "price_difference",
    "wait_with_compensation",
    "compensation",
    "punitive",
    "platform_claim",
    "spare_unit",
    "towing",
    "information",
)
"""From the one that ends the matter to the one that only explains; parts of goods follow as ``repair_free:battery``."""
PAYERS: Final = ("merchant", "repairer", "insurer_then_consumer", "depends", "consumer")
"""From the lowest cost to the consumer to the highest."""
PROMISED: Final = frozenset({"platform", "merchant"})
ASKED: Final = {"no_reason": frozenset({"return_refund"}), "price_drop": frozenset({"price_difference"})}
"""Issue → what it asks for, so that the answer is never silent about it."""
ASSERTED: Final = frozenset({"asserted", "suspected", "claimed"})
"""Values that say of themselves that nothing is proved yet."""


def combined(entries: list[Verdict | Considered], *, case: Case, facts: Facts, book: Rulebook) -> Entitlements:
    found = _voided([one for one in entries if isinstance(one, Verdict)])
    granting = {verdict.rule.family for verdict in found if verdict.state == "matched" and verdict.outcome.grants}
    cited = [
        one for one in found if one.state == "matched" or (_decides_by_its_end(one) and one.rule.family not in granting)
    ]
    entitled = _in_order(_without_words({remedy for one in cited for remedy in one.outcome.grants}))
    shown = _shown(found, cited)
    rests_on = _rests_on(cited, facts)
    flags = {flag for one in cited for flag in one.outcome.flags}
    flags |= {"conditional"} if rests_on else set()
    flags |= {"provisional_calendar"} if any(one.end.provisional for _, one in shown) else set()
    return Entitlements(
        entitled=_for_part(entitled, case),
        not_entitled=_for_part(_denied(found, cited, entitled=entitled, issue=case["issue"]), case),
        deadlines=tuple(_deadline(verdict, ended) for verdict, ended in shown),
        freight=_freight(cited),
        amounts=_amounts(cited, case),
        evidence=tuple(dict.fromkeys(code for one in cited for code in one.outcome.evidence)),
        steps=tuple(_step(one, ended) for one in cited for ended in one.steps),
        flags=tuple(sorted(flags)),
        rules=tuple(dict.fromkeys([*(one.rule.id for one in cited), *conventions(found, cited, shown, case)])),
        void=tuple(one.rule.id for one in found if one.state == "void"),
        conditional=bool(rests_on),
        rests_on=rests_on,
        trace=_trace(entries, found),
        unread=facts.unread,
        rules_version=book.version,
        calendar_version=days.version(),
    )


def _decides_by_its_end(one: Verdict) -> bool:
    """What is over is cited when it says what follows, or when it was a promise."""
    return one.speaks or (one.state == "over" and one.rule.layer in PROMISED)


def _voided(found: list[Verdict]) -> list[Verdict]:
    if not any(one.rule.layer in PROMISED and one.ended for one in found):
        return found
    laws = [one for one in found if one.state != "rejected" and one.rule.layer not in PROMISED and one.ended]
    return [_void(one) if _falls_short(one, laws) else one for one in found]


def _falls_short(promise: Verdict, laws: Iterable[Verdict]) -> bool:
    """A promise that ends before the law does, in everything that it grants."""
    if promise.rule.layer not in PROMISED or promise.ended is None or promise.state == "rejected":
        return False
    offered = set(promise.outcome.grants or promise.outcome.denies)
    return any(
        law.rule.family == promise.rule.family
        and offered.issubset(law.outcome.grants or law.outcome.denies)
        and law.ended is not None
        and str(law.ended.end.effective) > str(promise.ended.end.effective)
        for law in laws
    )


def _void(promise: Verdict) -> Verdict:
    return replace(promise, state="void", because="below the law, so without effect (消保法 26)")


def _without_words(remedies: set[str]) -> set[str]:
    """Where something is owed, an explanation is nothing to be entitled to besides."""
    return remedies - {"information"} or remedies


def _in_order(remedies: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(remedies), key=REMEDIES.index))


def _denied(found: list[Verdict], cited: list[Verdict], *, entitled: tuple[str, ...], issue: str) -> tuple[str, ...]:
    denied = {remedy for one in found if one.state == "over" or one in cited for remedy in one.outcome.denies}
    return _in_order((denied | ASKED.get(issue, frozenset())) - set(entitled))


def _for_part(remedies: tuple[str, ...], case: Case) -> tuple[str, ...]:
    """Repair is told part by part where parts differ: ``repair_free:battery``."""
    part = case["warranty_part"]
    return tuple(f"{remedy}:{part}" if part and remedy.startswith("repair") else remedy for remedy in remedies)


def _shown(found: list[Verdict], cited: list[Verdict]) -> list[tuple[Verdict, Ended]]:
    """The dates that decide. Where a promise sets the consumer dates of its own, the law's only confuse."""
    told = [(one, ended) for one in found for ended in _dates(one, cited=one in cited)]
    promised = {one.rule.family for one, ended in told if one.rule.layer in PROMISED and ended.period.by == "consumer"}
    told = [(one, ended) for one, ended in told if one.rule.layer in PROMISED or one.rule.family not in promised]
    latest: dict[str, tuple[Verdict, Ended]] = {}
    for one, ended in told:
        known = latest.get(ended.period.what)
        if known is None or str(known[1].end.effective) < str(ended.end.effective):
            latest[ended.period.what] = (one, ended)
    return list(latest.values())


def _dates(one: Verdict, *, cited: bool) -> Iterator[Ended]:
    own = one.ended
    if own and own.period.shown != "never":
        in_time_only = own.period.shown == "in_time"
        if one.state == "matched" or (
            one.state == "over" and not in_time_only and (cited or one.rule.over is None or not one.rule.over.grants)
        ):
            yield own
    if cited:
        yield from one.deadlines


def _deadline(verdict: Verdict, ended: Ended) -> Deadline:
    return Deadline(
        what=ended.period.what,
        by=ended.period.by,
        nominal=ended.end.nominal,
        effective=ended.end.effective,
        rule=verdict.rule.id,
        provisional=ended.end.provisional,
    )


def _freight(cited: list[Verdict]) -> Freight:
    named = [one.outcome for one in cited if one.outcome.freight]
    if not named:
        return Freight(payer="none")
    payer = min((one.freight for one in named if one.freight), key=PAYERS.index)
    return Freight(payer=payer, logistics=next((one.outcome.logistics for one in cited if one.outcome.logistics), None))


def _amounts(cited: list[Verdict], case: Case) -> dict[str, Decimal]:
    """The better of two bases; a rule that builds on another one replaces what that one said."""
    amounts: dict[str, Decimal] = {}
    known = ChainMap(amounts, case)
    for one in cited:
        for name, formula in one.outcome.amounts:
            value = value_of(formula, known)
            if value is not None:
                amounts[name] = value if one.rule.needs else max(value, amounts.get(name, value))
    return amounts


def _step(verdict: Verdict, ended: Ended) -> Step:
    return Step(what=ended.period.what, by=ended.period.by, until=ended.end.effective, rule=verdict.rule.id)


def _rests_on(cited: list[Verdict], facts: Facts) -> tuple[str, ...]:
    asserted = {name for name, source in facts.sources.items() if source == "asserted"}
    asserted |= {name for name, value in facts.values.items() if isinstance(value, str) and value in ASSERTED}
    if not asserted:
        return ()
    read = {name for one in cited for name in one.rule.reads}
    read |= {base for name in tuple(read) for base in RESTS_ON.get(name, ())}
    return tuple(sorted(asserted & read))


def _trace(entries: list[Verdict | Considered], found: list[Verdict]) -> tuple[Considered, ...]:
    """All that was asked, in order; ``found`` are the verdicts among it as they turned out in the end."""
    verdicts = iter(found)
    return tuple(_considered(next(verdicts)) if isinstance(one, Verdict) else one for one in entries)


def _considered(one: Verdict) -> Considered:
    return Considered(rule=one.rule.id, part=one.rule.part, layer=one.rule.layer, state=one.state, because=one.because)
