"""How urgent a complaint is, and why, from what was understood of it. Sentences are in ``reasons.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chalicelib.model.assessment import Assessment, Category, Severity, Signal
from chalicelib.model.routing import Reason

_URGENT: Final = (Signal.REGULATOR, Signal.LEGAL, Signal.FRAUD, Signal.MEDIA, Signal.VULNERABLE)
_NEVER_LOW: Final = (Signal.HUMAN, Signal.CHURN)
_REPEATED: Final = "repeated"
_EMOTION: Final = "extreme_emotion"
_UNSURE: Final = "unsure"
_NOTHING: Final = "nothing_complained_of"
_POLICY_ONLY: Final = "policy_only"
_ORDINARY: Final = "ordinary"
_NEVER_FALLS: Final = "never_falls"


def severity_of(assessment: Assessment, *, is_repeated: bool = False) -> tuple[Severity, tuple[Reason, ...]]:
    """The severity and every reason for it. When unsure, a complaint is not taken for a small one.

    ``is_repeated``: the customer came again and again lately, see ``handovers``.
    """
    severity, codes = _grounds(assessment, is_repeated=is_repeated)
    return severity, tuple(Reason(code=code, severity=severity) for code in codes)


def kept(severity: Severity) -> Reason:
    """Why it is graver than what was understood now."""
    return Reason(code=_NEVER_FALLS, severity=severity)


def more_severe(one: Severity, other: Severity) -> Severity:
    """Severity only rises by itself."""
    return min(one, other)


def _grounds(assessment: Assessment, *, is_repeated: bool) -> tuple[Severity, tuple[str, ...]]:
    if Signal.SAFETY in assessment.signals:
        return Severity.S0, (Signal.SAFETY,)
    repeated = (_REPEATED,) if is_repeated else ()
    if urgent := (*_heard(assessment, _URGENT), *repeated):
        return Severity.S1, urgent
    beside_themselves = (_EMOTION,) if assessment.extreme_emotion else ()
    if insistent := (*_heard(assessment, _NEVER_LOW), *beside_themselves):
        return Severity.S2, insistent
    return _by_category(assessment)


def _by_category(assessment: Assessment) -> tuple[Severity, tuple[str, ...]]:
    if assessment.abstained:
        return Severity.S2, (_UNSURE,)
    if set(assessment.labels) <= {Category.NONE}:
        return Severity.S3, (_NOTHING,)
    if set(assessment.labels) == {Category.POLICY}:
        return Severity.S3, (_POLICY_ONLY,)
    return Severity.S2, (_ORDINARY,)


def _heard(assessment: Assessment, signals: Iterable[Signal]) -> tuple[str, ...]:
    return tuple(signal for signal in signals if signal in assessment.signals)
