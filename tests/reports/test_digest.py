"""A week beside the one before it, and what it calls for: advice is data that is checked when it is read."""

from __future__ import annotations

from datetime import date

import pytest

from chalicelib.letters.language import Language
from chalicelib.model.errors import ConfigurationError, InvalidInput
from chalicelib.reports.advice import FILE, Advice, Book, Fact, advised, book, shown
from chalicelib.reports.definitions import LANGUAGES, definitions
from chalicelib.reports.digest import MEASURES, REPORTS, Digest, digest
from chalicelib.reports.digest_text import MEASURES as TITLES
from chalicelib.reports.digest_text import lines
from chalicelib.reports.reporting import REPORTS as ALL
from chalicelib.reports.weeks import Week
from chalicelib.routing.datafile import parse
from chalicelib.routing.rules import queues
from tests.support.world import SHOP, World

WEEK = Week(date(2026, 11, 9))
Numbers = dict[str, int]


def told(volumes: Numbers, work: Numbers | None = None) -> dict[str, dict[str, object]]:
    day = WEEK.monday.isoformat()
    of = {"volumes": {day: volumes}, "work": {day: work or {}}}
    return {name: ALL[name].told(*(of.get(rows, {}) for rows in ALL[name].reads)) for name in REPORTS}


def made(now: Numbers, before: Numbers, *, work: Numbers | None = None) -> Digest:
    return digest(WEEK, told(now, work), told(before), weekly=None)


def test_a_week_is_read_as_iso_writes_it() -> None:
    assert str(Week.of(date(2026, 11, 15))) == "2026-W46"
    assert Week.read("2026-W46") == WEEK
    assert (WEEK.sunday, str(WEEK.before)) == (date(2026, 11, 15), "2026-W45")
    assert str(Week.of(date(2027, 1, 1))) == "2026-W53"
    for wrong in ("2026-W54", "2027-W53", "2026-46", "W46", "2026-W00", "２０２６-W46", "2026-W4"):
        with pytest.raises(InvalidInput):
            Week.read(wrong)


def test_each_measure_has_a_title_and_a_definition_in_every_language() -> None:
    for name, place in MEASURES.items():
        assert set(TITLES[name]) == set(Language)
        for language in LANGUAGES:
            assert definitions(language)[place.report][place.path[0]], name


def test_numbers_stand_beside_those_of_the_week_before() -> None:
    week = made({"received": 30, "received|category|quality": 30}, {"received": 10})
    received = next(one for one in week.measures if one.id == "received")
    assert (received.now, received.before) == (30, 10)
    assert next(one for one in week.measures if one.id == "csat").now is None


def test_satisfaction_is_made_from_the_answers_with_a_score() -> None:
    day = WEEK.monday.isoformat()
    numbers = {"answered": 9, "score_5": 3, "score_1": 1, "solved_yes": 9}
    week = digest(WEEK, {**told({}), "satisfaction": ALL["satisfaction"].told({day: numbers})}, told({}), weekly=None)
    csat = next(one for one in week.measures if one.id == "csat")
    assert (csat.now, csat.base) == (0.75, 4)


def test_a_cause_that_was_among_the_many_small_ones_is_held_against_what_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the hundred values that a report shows."""
    before = {f"received|product|s{number:03}": 5 for number in range(120)} | {"received|product|t": 2}
    now = {"received|product|t": 20}

    def rows(_shop: str, name: str, *, first: str, last: str) -> dict[str, Numbers]:
        del last
        return {first: now if first == WEEK.monday.isoformat() else before} if name == "volumes" else {}

    monkeypatch.setattr(world.runtime.store, "report_numbers", rows)
    [cause] = world.runtime.weekly_digests.present(SHOP, WEEK).causes
    assert (cause.subject.value, cause.now, cause.before) == ("t", 20, 2)


def test_causes_are_the_categories_and_the_goods_with_enough_complaints() -> None:
    now = {"received": 40, "received|category|quality": 20, "received|category|none": 12, "received|category|policy": 4}
    goods = {f"received|product|P{number}": 5 + number for number in range(5)} | {"received|batch|B1": 4}
    week = made(now | goods, {"received": 9, "received|product|P4": 2})
    assert [(one.subject.value, one.now, one.before) for one in week.causes] == [
        ("quality", 20, 0), ("P4", 9, 2), ("P3", 8, 0), ("P2", 7, 0),
    ]  # fmt: skip


def test_the_advice_follows_from_the_number_and_names_it() -> None:
    now = {"received": 30, "received|batch|B7": 12}
    [advice] = [one for one in made(now, {"received": 20, "received|batch|B7": 2}).advice if one.id == "batch"]
    assert advice.fix == "product"
    assert "B7" in advice.text["en"]
    assert "12" in advice.text["zh-Hans"]
    assert made({"received": 30, "received|batch|B7": 6}, {"received|batch|B7": 5}).advice == ()


def test_a_slow_queue_and_what_is_passed_on_are_named_by_their_titles() -> None:
    work = {"answered_wall_7200|queue|quality": 20, "answered|queue|quality": 20, "transferred|queue|policy": 15}
    work |= {"answered": 20, "answered_wall_7200": 20, "transferred": 15}
    advice = {one.id: one for one in made({"received": 5}, {}, work=work).advice}
    titles = {one.id: one.titles for one in queues()}
    assert titles["quality"]["zh-Hant"] in advice["queue-slow"].text["zh-Hant"]
    assert titles["policy"]["en"] in advice["passed-on"].text["en"]
    assert "15" in advice["passed-on"].text["en"]


SAYING = {
    "batch": Fact(of="batch", value="B", now=9, before=1, base=9),
    "product-not-as-described": Fact(of="product", value="P", now=5, before=5, base=5, words=("尺码",)),
    "product-rises": Fact(of="product", value="P", now=9, before=3, base=9),
    "courier": Fact(of="courier", value="SF", now=9, before=3, base=9),
    "damaged-on-the-way": Fact(of="category", value="logistics", now=9, before=9, base=9, words=("Packaging",)),
    "logistics": Fact(of="category", value="logistics", now=30, before=10, base=30),
    "policy": Fact(of="category", value="policy", now=9, before=9, base=9),
    "attitude": Fact(of="category", value="attitude", now=9, before=9, base=9),
    "quality-rises": Fact(of="category", value="quality", now=30, before=10, base=30),
    "queue-slow": Fact(of="queue_within_1_h", value="quality", now=0.5, before=0.9, base=20, unit="share"),
    "passed-on": Fact(of="transferred_to", value="policy", now=20, before=1, base=20),
    "reopened": Fact(of="reopen_rate", now=0.2, before=0.1, base=40, unit="share"),
    "promises": Fact(of="kept", now=0.9, before=0.99, base=40, unit="share"),
    "unhappy": Fact(of="csat", now=0.7, before=0.9, base=40, unit="share"),
    "misread": Fact(of="accuracy", now=0.7, before=0.7, base=40, unit="share"),
    "outside": Fact(of="escalation_rate", now=0.1, before=0.01, base=40, unit="share"),
}


@pytest.mark.parametrize("piece", book().advice, ids=lambda piece: str(piece.id))
def test_every_piece_of_advice_is_given_for_a_number_and_not_for_a_quiet_one(piece: object) -> None:
    name = getattr(piece, "id")  # noqa: B009 - an id in a parameter
    [advice] = advised([SAYING[name]])
    assert advice.id == name
    assert all("{" not in text for text in advice.text.values())
    quiet = Fact(of=SAYING[name].of, value="x", now=0.99 if SAYING[name].unit == "share" else 1, before=1, base=1)
    assert advised([quiet]) == ()


@pytest.mark.parametrize(
    ("instead_of", "wrong", "says"),
    [
        ("{of: batch, at_least: 5, times: 2}", "{of: batches, at_least: 5}", "advice[batch].when.of"),
        ("fix: product\n", "fix: weather\n", "advice[batch].fix"),
        ("{now} complaints this week", "{today} complaints this week", "nobody fills today"),
        ("- id: attitude", "- id: batch", "defined more than once: batch"),
        ('      en: "Batch', '      fr: "Batch', "advice[batch].text"),
    ],
)
def test_a_mistake_in_the_file_is_named(instead_of: str, wrong: str, says: str) -> None:
    text = FILE.read_text("utf-8")
    assert instead_of in text
    with pytest.raises(ConfigurationError) as raised:
        parse(text.replace(instead_of, wrong, 1), Book, source="advice.yaml")
    assert says in str(raised.value)


@pytest.mark.parametrize("language", Language)
def test_it_reads_as_text_in_every_language(language: Language) -> None:
    week = made({"received": 30, "received|batch|B7": 12}, {"received": 20, "received|batch|B7": 2})
    text = "\n".join(lines(week, language, {week.causes[0].subject: ["“质量太差”"]}))
    assert "2026-W46" in text.splitlines()[0]
    assert "“质量太差”" in text
    assert "B7" in text
    assert "{" not in text
    assert isinstance(week.advice[0], Advice)


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (0.934, "share", "93.4 %"),
        (600, "seconds", "10 min"),
        (9_000, "seconds", "2.5 h"),
        (7, "count", "7"),
        (None, "count", "–"),
    ],
)
def test_numbers_are_shown_as_people_read_them(number: float | None, unit: str, text: str) -> None:
    assert shown(number, unit, "en") == text
