"""A new seal key: everything is moved to it while the desk works, and then the old one opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.desk.desk import Action
from chalicelib.gateways.sealed_objects import SealedObjects
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.sealing import MARK, Seal
from chalicelib.store import Table
from infra.local.machine import Machine, Options
from tests.desk.test_sealed import PERSON, WORDS, live
from tests.support.world import AGENT, SECRET, SHOP, TABLE, World
from tools import reseal
from tools.reseal import Done

OLD, NEW = b"the key of last year, long enough", b"the key of this year, long enough"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Lived with the old key; from now on there are both."""
    made = World(tmp_path, seal=Seal(lambda: [OLD]))
    live(made)
    keys(made, NEW, OLD)
    yield made
    made.close()


def keys(world: World, *secrets: bytes) -> None:
    seal = Seal(lambda: secrets)
    table = Table(lambda: world.client, TABLE, secret=lambda: SECRET, seal=seal)
    world.runtime.table = world.runtime.store.table = table
    world.runtime.objects = SealedObjects(world.objects, seal)


def run(world: World, *, start: str = "") -> Done:
    done = Done()
    if not start.startswith(reseal.OBJECTS):
        reseal.rows(world.runtime, done, start=start, pause=0)
    reseal.objects(world.runtime, done, start=start.partition(reseal.OBJECTS)[2], pause=0)
    return done


def opened(world: World) -> int:
    """How much can be read with the keys there are; raises when something cannot."""
    rows = [world.runtime.table.opened(row) for row in lying(world)]
    return len(rows) + len([world.runtime.objects.get(key) for key in world.objects.kept])


def lying(world: World) -> list[Any]:
    return [row for row in world.client.scan(TableName=TABLE)["Items"] if "doc" in row]


def test_everything_is_moved_and_only_the_new_key_opens_it(world: World) -> None:
    there = len(lying(world)) + len(world.objects.kept)
    assert run(world).renewed == there
    assert run(world) == Done(looked_at=run(world).looked_at, renewed=0, missed=0)
    keys(world, NEW)
    assert opened(world) == there
    [complaint] = world.runtime.store.search(SHOP, kind="phone", value=PERSON["customer"]["phone"], limit=5).items
    assert world.runtime.store.dossier(SHOP, complaint.id).messages[0].text == WORDS
    keys(world, OLD)
    for row in lying(world):
        with pytest.raises(ConfigurationError):
            world.runtime.table.opened(row)
    for key in world.objects.kept:
        with pytest.raises(ConfigurationError):
            world.runtime.objects.get(key)


def test_nothing_else_of_a_row_changes(world: World) -> None:
    before = [{**row, "doc": None} for row in lying(world)]
    run(world)
    assert [{**row, "doc": None} for row in lying(world)] == before


def test_stopped_it_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[str] = []
    monkeypatch.setattr(reseal, "PAGE", 3)
    monkeypatch.setattr(reseal, "_rest", lambda place, _: places.append(place))
    run(world)
    keys(world, b"a third key, which is long enough", NEW)
    for place in (places[2], places[-1]):
        run(world, start=place)
    assert 0 < run(world).renewed < opened(world)
    assert run(world).renewed == 0


def test_who_writes_at_that_moment_wins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = world.complain("包装破了，要求退款").id
    keys(world, b"a third key, which is long enough", NEW, OLD)
    renew = Table.renew
    claimed: list[Complaint] = []

    def slow(table: Table, item: Any) -> bool:
        if item["SK"]["S"] == "complaint" and complaint in item["PK"]["S"] and not claimed:
            claimed.append(world.runtime.desk.claim(complaint, Action(by=AGENT)))
        return renew(table, item)

    monkeypatch.setattr(Table, "renew", slow)
    assert run(world).missed == 1
    assert world.complaint(complaint) == claimed[0]
    assert run(world) == Done(looked_at=run(world).looked_at)


def test_what_is_erased_meanwhile_does_not_come_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    [key, *_] = world.objects.kept
    get = world.objects.get

    def erased(name: str) -> bytes:
        data = get(name)
        if name == key:
            world.objects.delete(key)
        return data

    monkeypatch.setattr(world.objects, "get", erased)
    run(world)
    assert key not in world.objects.kept


def test_what_was_never_sealed_is_now(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.complain(WORDS, **PERSON)
    keys(world, NEW)
    run(world)
    assert all("B" in row["doc"] for row in lying(world))
    assert all(data.startswith(MARK) for data in world.objects.kept.values())
    world.close()


def test_on_one_machine_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = Options(data=tmp_path / "var", url="http://127.0.0.1:8000")
    machine = Machine(options)
    machine.runtime.objects.put("raw/demo/1", b"delivered", content_type="text/plain")
    machine.close()
    file = tmp_path / "var" / "seal-key"
    old = file.read_bytes()
    file.write_bytes(b"a key that is made for this test, long enough\n".replace(b" ", b"-") + old)
    assert reseal.main(["--data", str(options.data), "--pause", "0"]) == 0
    assert capsys.readouterr().out == "1 looked at, 1 sealed anew, 0 were being written\n"
    file.write_bytes(file.read_bytes().splitlines()[0])
    machine = Machine(options)
    assert machine.runtime.objects.get("raw/demo/1") == b"delivered"
    machine.close()
