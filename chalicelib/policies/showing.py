"""An answer told to people: names in their language and cited rules in plain words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from .entitlements import Entitlements, Step
from .rulebook import Rule, Rulebook


def flat(answer: Entitlements, *, book: Rulebook, language: str = "en") -> dict[str, Any]:
    """``{entitled, not_entitled, deadlines, freight, rules, evidence, amounts, flags, trace, …}``: texts for reading,
    codes and dates for programs.
    """
    return {
        "entitled": list(answer.entitled),
        "not_entitled": list(answer.not_entitled),
        "deadlines": [
            {
                "what": name_of(one.what, kind="deadlines", book=book, language=language),
                "by": one.by,
                "nominal": _written(one.nominal),
                "effective": _written(one.effective),
            }
            for one in answer.deadlines
        ],
        "freight": _freight(answer, book=book, language=language),
        "rules": list(answer.rules),
        "rules_in_words": [words.says[language] for words in cited(answer, book=book)],
        "evidence": [name_of(code, kind="evidence", book=book, language=language) for code in answer.evidence],
        "amounts": {name: str(amount) for name, amount in answer.amounts.items()},
        "steps": [_step(one, book=book, language=language) for one in answer.steps],
        "flags": list(answer.flags),
        "void": list(answer.void),
        "rests_on": list(answer.rests_on),
        "trace": [one._asdict() for one in answer.trace],
        "unread": list(answer.unread),
        "version": f"{answer.rules_version}, {answer.calendar_version}",
    }


def name_of(code: str, *, kind: str, book: Rulebook, language: str) -> str:
    """``kind``: deadlines, evidence, remedies, payers, logistics. A part follows its remedy in brackets."""
    known, _, part = code.partition(":")
    name = book.texts[kind][known][language]
    return f"{name} ({part})" if part else name


def cited(answer: Entitlements, *, book: Rulebook) -> list[Rule]:
    """The rules that decide, in the order of the answer, each with the part that spoke; conventions are no rules."""
    spoke = {(one.rule, one.part) for one in answer.trace if one.state in ("matched", "over")}
    known = {rule.id: rule for rule in reversed(book.rules) if (rule.id, rule.part) in spoke}
    return [known[name] for name in answer.rules if name in known]


def _freight(answer: Entitlements, *, book: Rulebook, language: str) -> dict[str, str]:
    told = {
        "payer": answer.freight.payer,
        "detail": name_of(answer.freight.payer, kind="payers", book=book, language=language),
    }
    if answer.freight.logistics:
        told["logistics"] = name_of(answer.freight.logistics, kind="logistics", book=book, language=language)
    return told


def _step(step: Step, *, book: Rulebook, language: str) -> str:
    name = name_of(step.what, kind="deadlines", book=book, language=language)
    return f"{name} by {_written(step.until)}" if step.until else name


def _written(day: date | datetime) -> str:
    return day.isoformat()
