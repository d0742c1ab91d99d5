from __future__ import annotations

import pytest
import yaml

from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION
from chalicelib.model.errors import ConfigurationError
from chalicelib.routing.datafile import parse
from chalicelib.routing.promises import PROMISED_KINDS, PromiseBook, promise_book

TARGETS = {
    Severity.S0: {FIRST_RESPONSE: (900, "always"), NEXT_UPDATE: (7_200, "always"), RESOLUTION: (86_400, "always")},
    Severity.S1: {FIRST_RESPONSE: (1_800, "always"), NEXT_UPDATE: (14_400, "always"), RESOLUTION: (259_200, "always")},
    Severity.S2: {
        FIRST_RESPONSE: (3_600, "always"),
        NEXT_UPDATE: (32_400, "business-cn"),
        RESOLUTION: (162_000, "business-cn"),
    },
    Severity.S3: {
        FIRST_RESPONSE: (3_600, "always"),
        NEXT_UPDATE: (64_800, "business-cn"),
        RESOLUTION: (162_000, "business-cn"),
    },
}


def raw_promises() -> list[dict[str, object]]:
    return [promise.model_dump(mode="json") for promise in promise_book().promises]


def parsed(promises: list[dict[str, object]]) -> PromiseBook:
    return parse(yaml.safe_dump({"version": "test", "promises": promises}), PromiseBook, source="promises.yaml")


@pytest.mark.parametrize("severity", Severity)
def test_the_promises_are_those_of_the_service_levels(severity: Severity) -> None:
    made = promise_book().made_for(severity)
    assert {kind: (promise.target_seconds, promise.calendar) for kind, promise in made.items()} == TARGETS[severity]


def test_a_policy_names_promise_and_version_and_leads_back_to_its_severity() -> None:
    book = promise_book()
    promise = book.made_for(Severity.S0)[FIRST_RESPONSE]
    assert book.policy(promise) == f"s0-first-response@{book.version}"
    assert book.severity_of("s0-first-response@2001-01-01") is Severity.S0
    assert book.severity_of("long-gone@2001-01-01") is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"calendar": "lunar"}, r"promises\[s0-first-response\]\.calendar: .*no calendar 'lunar'"),
        ({"within": "soon"}, r"promises\[s0-first-response\]\.within: "),
        ({"within": "PT0S"}, r"promises\[s0-first-response\]\.within: "),
        ({"kind": "applause"}, r"promises\[s0-first-response\]\.kind: "),
        ({"severity": "S1"}, r"S0 first_response needs one promise, not 0"),
        ({"id": "s0-next-update"}, r"defined more than once: s0-next-update"),
    ],
)
def test_a_wrong_promise_stops_the_deployment_and_is_named(change: dict[str, object], complaint: str) -> None:
    first, *others = raw_promises()
    with pytest.raises(ConfigurationError, match=complaint):
        parsed([first | change, *others])


def test_what_is_promised_may_not_be_left_out() -> None:
    for kind in PROMISED_KINDS:
        promises = [promise for promise in raw_promises() if (promise["severity"], promise["kind"]) != ("S2", kind)]
        with pytest.raises(ConfigurationError, match=f"S2 {kind} needs one promise, not 0"):
            parsed(promises)
