from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml

from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION
from chalicelib.model.errors import ConfigurationError
from chalicelib.routing.datafile import parse
from chalicelib.routing.promise_book import PROMISED_KINDS, PromiseBook, promise_book, reason_in
from chalicelib.routing.promises import Matter, Terms
from chalicelib.routing.titles import LANGUAGES

from .samples import matter

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


NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def raw_promises() -> list[dict[str, Any]]:
    return [
        promise.model_dump(mode="json", exclude_defaults=True, exclude_none=True) for promise in promise_book().promises
    ]


def parsed(promises: list[dict[str, Any]], **more: Any) -> PromiseBook:
    book = {"version": "test", "marks": [50, 80], "promises": promises, **more}
    return parse(yaml.safe_dump(book, allow_unicode=True), PromiseBook, source="promises.yaml")


def special(**changes: Any) -> dict[str, Any]:
    """A promise of ten minutes that stands before all others."""
    reason = {"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"}
    promise = {"id": "special", "kind": FIRST_RESPONSE, "within": "PT10M", "calendar": "always", "reason": reason}
    return promise | changes


def first_response(book: PromiseBook, about: Matter, at: datetime = NOON) -> Terms:
    terms = book.terms(FIRST_RESPONSE, about, at=at)
    assert terms
    return terms


@pytest.mark.parametrize("severity", Severity)
def test_the_promises_are_those_of_the_service_levels(severity: Severity) -> None:
    owed = list(promise_book().owed(matter(severity), at=NOON))
    assert {one.promise.kind: (one.target_seconds, one.promise.calendar) for one in owed} == TARGETS[severity]


def test_a_policy_names_promise_and_version_and_leads_back_to_it() -> None:
    book = promise_book()
    terms = first_response(book, matter(Severity.S0))
    assert terms.policy == f"s0-first-response@{book.version}"
    assert book.promise("s0-first-response+vip@2001-01-01") == terms.promise
    assert book.promise("long-gone@2001-01-01") is None


@pytest.mark.parametrize(
    ("when", "fits", "other"),
    [
        ({"shops": ["one"]}, {"shop": "one"}, {"shop": "two"}),
        ({"queues": ["quality"]}, {"queue": "quality"}, {"queue": "logistics"}),
        ({"channels": ["email"]}, {"channel": "email"}, {"channel": "form"}),
        ({"shops": ["one"], "channels": ["email"]}, {"shop": "one", "channel": "email"}, {"shop": "one"}),
    ],
)
def test_the_first_promise_that_holds_decides(
    when: dict[str, Any], fits: dict[str, str], other: dict[str, str]
) -> None:
    book = parsed([special(when=when), *raw_promises()])
    about = {"severity": Severity.S2}
    assert first_response(book, Matter.model_validate(about | fits)).policy == "special@test"
    assert first_response(book, Matter.model_validate(about | other)).policy != "special@test"


def test_a_dated_promise_holds_from_its_first_day_to_before_its_last_in_the_zone_of_its_calendar() -> None:
    book = parsed([special(since="2026-11-11", until="2026-11-12"), *raw_promises()])
    midnight = datetime(2026, 11, 10, 16, 0, tzinfo=UTC)
    second = timedelta(seconds=1)
    for at, holds in ((-second, False), (0 * second, True), (86_399 * second, True), (86_400 * second, False)):
        assert (first_response(book, matter(), midnight + at).policy == "special@test") is holds


@pytest.mark.parametrize(("tier", "minutes"), [("vip", 30), ("VIP", 30), ("silver", 60), (None, 60)])
def test_a_membership_shortens(tier: str | None, minutes: int) -> None:
    terms = first_response(promise_book(), Matter(severity=Severity.S2, tier=tier))
    assert terms.target_seconds == minutes * 60
    assert ("+vip@" in terms.policy) is (minutes == 30)


def test_the_shortest_of_several_memberships_counts() -> None:
    members = [{"id": name, "tiers": ["gold"], "kinds": [FIRST_RESPONSE], "percent": share} for name, share in
               (("a", 80), ("b", 40))]  # fmt: skip
    book = parsed(raw_promises(), members=members)
    assert first_response(book, matter(tier="gold")).policy == "s2-first-response+b@test"


@pytest.mark.parametrize("percent", [0, 101])
def test_a_membership_never_lengthens(percent: int) -> None:
    member = {"id": "gold", "tiers": ["gold"], "kinds": [FIRST_RESPONSE], "percent": percent}
    with pytest.raises(ConfigurationError, match=r"members\[gold\]\.percent"):
        parsed(raw_promises(), members=[member])


@pytest.mark.parametrize(
    ("channel", "kind", "seconds", "calendar"),
    [
        ("feige", "platform:feige", 180, "daily-08-23"),
        ("douyin", "platform:feige", 180, "daily-08-23"),
        ("dongdong", "platform:dongdong", 30, "daily-09-23"),
        ("pinduoduo_chat", "platform:pinduoduo", 180, "daily-08-23"),
        ("wangwang", "platform:wangwang", 180, "daily-08-23"),
        ("xiaohongshu", "platform:xiaohongshu", 180, "daily-08-23"),
        ("kuaishou_chat", "platform:kuaishou", 180, "daily-08-23"),
        ("jd", "platform:jd_review", 86_400, "always"),
        ("jd_self_run", "platform:jd_self_run_review", 1_200, "daily-09-21"),
        ("jd_self_run", "platform:jd_self_run_handling", 1_200, "daily-09-21"),
        ("12315", "regulator:12315", 864_000, "working-days-cn"),
    ],
)
def test_platforms_and_regulators_count_for_themselves(channel: str, kind: str, seconds: int, calendar: str) -> None:
    owed = {one.promise.kind: one for one in promise_book().owed(matter(channel=channel), at=NOON)}
    assert (owed[kind].target_seconds, owed[kind].promise.calendar) == (seconds, calendar)
    assert owed.keys() >= set(PROMISED_KINDS)


def test_a_repair_is_confirmed_within_a_day_once_it_is_asked_for() -> None:
    terms = promise_book().terms("repair_confirmation", matter(), at=NOON)
    assert terms
    assert (terms.target_seconds, terms.promise.calendar, terms.promise.starts) == (86_400, "always", "by_hand")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"calendar": "lunar"}, r"promises\[s0-first-response\]\.calendar: .*no calendar 'lunar'"),
        ({"within": "soon"}, r"promises\[s0-first-response\]\.within: "),
        ({"within": "PT0S"}, r"promises\[s0-first-response\]\.within: "),
        ({"kind": "applause"}, r"promises\[s0-first-response\]\.kind: "),
        ({"reason": {"en": "A"}}, r"promises\[s0-first-response\]\.reason: .*no title in zh-Hans"),
        ({"since": "2026-01-01"}, r"S0 first_response needs a promise for everybody, without dates"),
        ({"id": "s0-next-update"}, r"defined more than once: s0-next-update"),
    ],
)
def test_a_wrong_promise_stops_the_deployment_and_is_named(change: dict[str, Any], complaint: str) -> None:
    first, *others = raw_promises()
    with pytest.raises(ConfigurationError, match=complaint):
        parsed([first | change, *others])


def test_a_promise_that_another_hides_stops_the_deployment() -> None:
    with pytest.raises(ConfigurationError, match=r"promises\[s0-first-response\] never decides: special"):
        parsed([special(), *raw_promises()])
    parsed([special(until="2026-12-01"), *raw_promises()])


def test_what_is_promised_may_not_be_left_out() -> None:
    for kind in PROMISED_KINDS:
        left = [one for one in raw_promises() if one["id"] != f"s2-{kind.replace('_', '-')}"]
        with pytest.raises(ConfigurationError, match=f"S2 {kind} needs a promise for everybody"):
            parsed(left)


def test_every_reason_is_told_in_every_language() -> None:
    for promise in promise_book().promises:
        policy = f"{promise.id}@2001-01-01"
        told = {reason_in(language, policy=policy, otherwise="?") for language in LANGUAGES}
        assert "?" not in told
    assert reason_in("en", policy="long-gone@2001-01-01", otherwise="as it was") == "as it was"
