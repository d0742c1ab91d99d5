"""Letters: the right language, one-line subjects, every field filled, nothing left of the wording's own marks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import chalicelib.letters
from chalicelib.letters import Language, Letter, acknowledgement, survey_invitation
from chalicelib.letters.letter import DIVIDER
from chalicelib.letters.zones import utc_offset

DUE = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
STATUS_URL = "https://desk.example/status/abc"
SURVEY_URL = "https://desk.example/survey/abc"
WORDINGS = sorted((Path(chalicelib.letters.__file__).parent / "texts").iterdir())


def acknowledge(language: str, *, subject: str | None = "杯子碎了") -> Letter:
    return acknowledgement(language, complaint_id="c01", subject=subject, promise_due=DUE, status_url=STATUS_URL)


def invite(language: str, *, subject: str | None = "杯子碎了") -> Letter:
    return survey_invitation(language, complaint_id="c01", subject=subject, survey_url=SURVEY_URL)


def test_each_letter_is_written_in_each_language() -> None:
    names = {path.name.partition(".")[0] for path in WORDINGS}
    assert {path.name for path in WORDINGS} == {f"{name}.{language}.txt" for name in names for language in Language}


@pytest.mark.parametrize("language", Language)
def test_an_acknowledgement_names_number_promise_and_page(language: str) -> None:
    text = acknowledge(language).text
    assert all(fact in text for fact in ("c01", "2026-11-11 20:00 (UTC+8)", STATUS_URL))
    assert STATUS_URL in text.splitlines(), "an address stands on a line of its own, or mail programs break it"
    assert "$" not in text


@pytest.mark.parametrize("language", Language)
def test_an_invitation_names_number_and_page(language: str) -> None:
    text = invite(language).text
    assert "c01" in text
    assert SURVEY_URL in text.splitlines()
    assert "$" not in text


@pytest.mark.parametrize("language", Language)
def test_an_unnamed_complaint_is_named_by_its_number(language: str) -> None:
    for blank in (None, "", " \r\n ", "Re: "):
        assert "c01" in acknowledge(language, subject=blank).subject
        assert "c01" in invite(language, subject=blank).subject


def test_scripts_are_not_mixed() -> None:
    simplified, traditional = acknowledge("zh-Hans", subject=None), acknowledge("zh-Hant", subject=None)
    assert not set("诉复这为链随时") & set(traditional.text + traditional.subject)
    assert not set("訴覆這為連結隨時") & set(simplified.text + simplified.subject)


def test_a_language_we_do_not_write_gets_english_and_chinese() -> None:
    letter = acknowledge("ja")
    assert letter.text == acknowledge("en").text + DIVIDER + acknowledge("zh-Hans").text
    assert letter.subject == "Re: 杯子碎了"
    assert invite("ja").subject == f"{invite('en').subject} / {invite('zh-Hans').subject}"


@pytest.mark.parametrize(
    ("tag", "ours"), [("zh-TW", "zh-Hant"), ("zh", "zh-Hans"), ("en-GB", "en"), ("ZH_hk", "zh-Hant")]
)
def test_regional_tags_find_their_language(tag: str, ours: str) -> None:
    assert acknowledge(tag) == acknowledge(ours)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Broken cup", "Re: Broken cup"),
        ("Re: RE: Fwd: Broken cup", "Re: Broken cup"),
        ("回复：回覆: 杯子碎了", "Re: 杯子碎了"),
        ("Return refused", "Re: Return refused"),
        ("cup\r\nBcc: everyone@example.com", "Re: cup Bcc: everyone@example.com"),
        ("$status_url ${complaint_id} $$ {0}", "Re: $status_url ${complaint_id} $$ {0}"),
        ("a\u2028b\x00c\u202ed", "Re: a b c d"),
    ],
)
def test_the_customers_subject_is_kept_harmless(subject: str, expected: str) -> None:
    assert acknowledge("en", subject=subject).subject == expected


def test_a_long_subject_is_cut() -> None:
    assert len(acknowledge("zh-Hans", subject="碎" * 5_000).subject) == 124


def test_a_crowd_of_reply_marks_is_read_in_one_go() -> None:
    assert acknowledge("en", subject="re:" * 50_000 + "x").subject == "Re: x"


@pytest.mark.parametrize(("minutes", "expected"), [(480, "UTC+8"), (0, "UTC+0"), (-210, "UTC-3:30"), (345, "UTC+5:45")])
def test_an_offset_is_written_as_people_do(minutes: int, expected: str) -> None:
    assert utc_offset(DUE.astimezone(timezone(timedelta(minutes=minutes)))) == expected


def test_times_follow_the_given_zone() -> None:
    zone = timezone(timedelta(hours=-5))
    letter = acknowledgement("en", complaint_id="c01", subject=None, promise_due=DUE, status_url=STATUS_URL, zone=zone)
    assert "2026-11-11 07:00 (UTC-5)" in letter.text
