from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Assessment, Category, Severity, Signal
from chalicelib.routing.reasons import reason_book
from chalicelib.routing.severity import more_severe, severity_of

from .samples import severities, understood


def codes_of(assessment: Assessment, *, is_repeated: bool = False) -> tuple[Severity, list[str]]:
    severity, reasons = severity_of(assessment, is_repeated=is_repeated)
    return severity, [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("assessment", "severity"),
    [
        (understood(Category.POLICY, signals=(Signal.SAFETY,)), Severity.S0),
        (understood(Category.POLICY, signals=(Signal.REGULATOR,)), Severity.S1),
        (understood(Category.QUALITY, signals=(Signal.LEGAL,)), Severity.S1),
        (understood(Category.QUALITY, signals=(Signal.FRAUD,)), Severity.S1),
        (understood(Category.ATTITUDE, signals=(Signal.MEDIA,)), Severity.S1),
        (understood(Category.LOGISTICS, signals=(Signal.VULNERABLE, Signal.CHURN)), Severity.S1),
        (understood(Category.POLICY, signals=(Signal.HUMAN,)), Severity.S2),
        (understood(Category.NONE, signals=(Signal.CHURN,)), Severity.S2),
        (understood(Category.QUALITY), Severity.S2),
        (understood(Category.POLICY, Category.LOGISTICS), Severity.S2),
        (understood(Category.POLICY, abstained=True), Severity.S2),
        (understood(abstained=True), Severity.S2),
        (understood(Category.POLICY), Severity.S3),
        (understood(Category.NONE), Severity.S3),
        (understood(), Severity.S3),
    ],
)
def test_severity_follows_from_what_was_understood(assessment: Assessment, severity: Severity) -> None:
    found, reasons = severity_of(assessment)
    assert found is severity
    assert reasons
    for reason in reasons:
        assert reason.severity is severity
        assert reason.code in reason_book().reasons


def test_who_is_beside_themselves_has_no_small_matter() -> None:
    beside = understood(Category.POLICY).model_copy(update={"extreme_emotion": True})
    assert codes_of(beside) == (Severity.S2, ["extreme_emotion"])


def test_every_urgent_signal_is_in_the_reason() -> None:
    both = understood(Category.QUALITY, signals=(Signal.FRAUD, Signal.REGULATOR))
    assert codes_of(both) == (Severity.S1, ["regulator", "fraud"])
    assert codes_of(both, is_repeated=True) == (Severity.S1, ["regulator", "fraud", "repeated"])


@given(signals=st.sets(st.sampled_from(Signal)), another=st.sampled_from(Signal))
def test_another_signal_never_lowers(signals: set[Signal], another: Signal) -> None:
    before, _ = severity_of(understood(Category.POLICY, signals=tuple(signals)))
    after, _ = severity_of(understood(Category.POLICY, signals=(*signals, another)))
    assert more_severe(before, after) is after


@given(one=severities, other=severities)
def test_the_more_severe_of_two(one: Severity, other: Severity) -> None:
    assert more_severe(one, other) is min(one, other, key=list(Severity).index)
