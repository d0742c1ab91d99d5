"""How urgent a complaint is, and why, from what was understood of it."""

from __future__ import annotations

from typing import Final

from chalicelib.model.assessment import Assessment, Category, Severity, Signal

_URGENT: Final = {
    Signal.REGULATOR: "a regulator is named",
    Signal.LEGAL: "legal action is named",
    Signal.FRAUD: "fraud or counterfeit is claimed",
    Signal.MEDIA: "the press or the public is named",
    Signal.VULNERABLE: "a minor or a vulnerable person is concerned",
}
_NEVER_LOW: Final = {
    Signal.HUMAN: "the customer asks for a person",
    Signal.CHURN: "the customer is about to leave",
}


def severity_of(assessment: Assessment, *, is_repeated: bool = False) -> tuple[Severity, str]:
    """The severity and the reason for it as a plain sentence. When unsure, a complaint is not taken for a small one.

    ``is_repeated``: the customer came again and again lately, see ``handovers``.
    """
    if Signal.SAFETY in assessment.signals:
        return Severity.S0, "S0: somebody's safety is at risk."
    if urgent := _heard(assessment, _URGENT):
        return Severity.S1, f"S1: {urgent}."
    if is_repeated:
        return Severity.S1, "S1: the customer came three times or more within 24 hours."
    if insistent := _heard(assessment, _NEVER_LOW):
        return Severity.S2, f"S2: {insistent}."
    if assessment.extreme_emotion:
        return Severity.S2, "S2: the customer is beside themselves."
    return _by_category(assessment)


def more_severe(one: Severity, other: Severity) -> Severity:
    """Severity only rises by itself."""
    return min(one, other)


def _by_category(assessment: Assessment) -> tuple[Severity, str]:
    if assessment.abstained:
        return Severity.S2, "S2: we are not sure what it is about, so it is not taken for a small matter."
    if set(assessment.labels) <= {Category.NONE}:
        return Severity.S3, "S3: nothing is complained of."
    if set(assessment.labels) == {Category.POLICY}:
        return Severity.S3, "S3: it is a question of policy only."
    return Severity.S2, "S2: an ordinary complaint without signs of urgency."


def _heard(assessment: Assessment, phrases: dict[Signal, str]) -> str:
    return " and ".join(phrase for signal, phrase in phrases.items() if signal in assessment.signals)
