"""A complaint's whole life with a seal: what lies in table and objects tells nobody what was said, or who said it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.desk.desk import Action
from chalicelib.intake.accept import written
from chalicelib.model.change import Once
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.sealing import Seal
from chalicelib.store import Table
from chalicelib.workers import changes
from tests.support.world import AGENT, SECRET, SHOP, SUPERVISOR, TABLE, World
from tests.workers.events import stream_event

PHONE, MAIL, WORDS, NAME, ORDER = "13812345678", "wang@customer.example", "屏幕碎了还不给退", "王小明", "778899001122"
PERSON: dict[str, Any] = {"customer": {"phone": PHONE, "email": MAIL, "name": NAME}, "order": {"number": ORDER}}
SEAL = Seal(lambda: [b"a test's seal key, long enough"])


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World(tmp_path, seal=SEAL)
    monkeypatch.setattr(runtime, "_installed", [made.runtime])
    yield made
    made.close()


def lying(world: World) -> str:
    """Table and objects as a thief finds them."""
    rows = world.client.scan(TableName=TABLE)["Items"]
    kept = b"".join(world.objects.kept.values())
    return json.dumps(rows, default=lambda one: bytes(one).decode("latin-1"), ensure_ascii=False) + kept.decode(
        "latin-1"
    )


def live(world: World) -> str:
    complaint = world.complain(WORDS, **PERSON).id
    world.process(world.form(f"还是{WORDS}", **PERSON))
    desk, action = world.runtime.desk, Action(by=AGENT)
    desk.claim(complaint, action)
    desk.reply(complaint, action, text=f"{NAME}您好")
    desk.note(complaint, action, text=f"打过 {PHONE}")
    desk.resolve(complaint, action, outcome="solved", text=f"已给{NAME}换货")
    world.run_due()
    return complaint


def assert_untold(world: World) -> None:
    found = lying(world)
    for part in (PHONE, MAIL, NAME, WORDS, ORDER, "您好", "已给"):
        assert part not in found, part
        assert part.encode().decode("latin-1") not in found, part


def test_a_life_goes_as_ever_and_nothing_lies_open(sealed: World) -> None:
    complaint = live(sealed)
    assert_untold(sealed)
    dossier = sealed.runtime.store.dossier(SHOP, complaint)
    assert dossier.messages[0].text == WORDS
    assert dossier.complaint.customer.phone == PHONE
    assert {mail.recipients for mail in sealed.mailer.sent.values()} == {(MAIL,)}
    assert sealed.runtime.store.search(SHOP, kind="phone", value=PHONE, limit=5).items
    assert len(sealed.runtime.persons.export(SHOP, complaint)["messages"]) == len(dossier.messages)


def test_erasing_a_person_goes_as_ever(sealed: World) -> None:
    complaint = live(sealed)
    sealed.runtime.persons.erase(SHOP, complaint, why="asked by letter")
    left = sealed.runtime.persons.export(SHOP, complaint)
    assert WORDS not in json.dumps(left, ensure_ascii=False)


def test_a_remembered_answer_is_sealed_too(sealed: World) -> None:
    sealed.runtime.store.record(SHOP, Once(kind="request", key="k", value=WORDS, private=True))
    assert_untold(sealed)
    assert sealed.runtime.store.recorded(SHOP, [("request", "k")]) == {("request", "k"): WORDS}


def test_quarantine_keeps_bytes_sealed_and_replays_them(sealed: World) -> None:
    delivery = sealed.form(WORDS, **PERSON)
    entry = sealed.runtime.quarantining.put(written(delivery), code="x", reason="y", message_id="1")
    assert_untold(sealed)
    sealed.runtime.quarantining.replay(SHOP, entry.id, by=SUPERVISOR)
    [outcome] = sealed.process_queue()
    assert sealed.complaint(outcome.complaint).messages[0].text == WORDS


def test_changes_are_published_from_sealed_rows(sealed: World) -> None:
    complaint = sealed.complain("漏电起火，孩子受伤了", **PERSON).id
    assert changes.publish_changes(stream_event(sealed, complaint)) == {"batchItemFailures": []}


def test_a_seal_costs_no_call(sealed: World, tmp_path: Path) -> None:
    plain = World(tmp_path / "plain")
    for world in (sealed, plain):
        world.calls.clear()
        live(world)
    assert sealed.calls.operations == plain.calls.operations
    plain.close()


def test_rows_from_before_stay_readable_and_are_sealed_when_they_change(tmp_path: Path) -> None:
    world = World(tmp_path)
    complaint = world.complain(WORDS, **PERSON).id
    world.runtime.store.table = Table(lambda: world.client, TABLE, secret=lambda: SECRET, seal=SEAL)
    assert world.complaint(complaint).messages[0].text == WORDS
    world.runtime.desk.claim(complaint, Action(by=AGENT))
    row = world.client.get_item(TableName=TABLE, Key={"PK": {"S": f"C#{SHOP}#{complaint}"}, "SK": {"S": "complaint"}})
    assert "B" in row["Item"]["doc"]
    world.close()


@pytest.mark.parametrize("seal", [None, Seal(lambda: [b"another key, as long as that"])])
def test_without_the_key_it_is_loud(sealed: World, seal: Seal | None) -> None:
    complaint = sealed.complain(WORDS).id
    sealed.runtime.store.table = Table(lambda: sealed.client, TABLE, secret=lambda: SECRET, seal=seal)
    with pytest.raises(ConfigurationError):
        sealed.complaint(complaint)
