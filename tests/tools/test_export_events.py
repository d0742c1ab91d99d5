"""``export-events``: a file a day with nobody in it, the same however often it is written, to a folder or a bucket."""

from __future__ import annotations

import argparse
import gzip
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from chalicelib.desk.desk import Action
from chalicelib.runtime import Runtime
from tests.gateways.aws import OUTAGES, failing
from tests.support.fixtures import world
from tests.support.world import SHOP, SUPERVISOR, World
from tools.exporting import command, places
from tools.exporting.formats import json_lines, parquet
from tools.exporting.spool import Spool

__all__ = ["world"]
ARGUMENTS = ["--shop", SHOP, "--stage", "test"]
DAYS = ["dt=2026-11-11/events.jsonl.gz", "dt=2026-11-12/events.jsonl.gz"]
PERSONAL = ("王芳", "13812345678", "987654321098", "质量太差")


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def runtime_of(given: argparse.Namespace) -> Iterator[Runtime]:
        yield world.runtime

    monkeypatch.setattr(command, "runtime_of", runtime_of)


@pytest.fixture
def bucket() -> Iterator[Any]:
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="analytics")
        yield s3


def lived(world: World) -> str:
    customer = {"name": "王芳", "phone": "13812345678"}
    text = "质量太差，我叫王芳，电话 13812345678"
    complaint = world.complain(text, customer=customer, order={"number": "987654321098"}).id
    world.clock.advance(timedelta(days=1))
    world.runtime.desk.reply(complaint, Action(by=SUPERVISOR), text="王芳您好")
    world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    return complaint


def export(out: object, *more: str) -> int:
    return command.main([*ARGUMENTS, "--out", str(out), *more])


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_events_lie_in_a_folder_a_day_without_anybody_in_them(world: World, tmp_path: Path) -> None:
    complaint = lived(world)
    assert export(tmp_path / "events") == 0
    found = files(tmp_path / "events")
    assert sorted(found) == DAYS
    written = "".join(gzip.decompress(data).decode() for data in found.values())
    assert not [personal for personal in PERSONAL if personal in written]
    rows = [json.loads(line) for line in written.splitlines()]
    assert {row["complaint"] for row in rows} == {complaint}
    assert {"received", "replied", "resolved"} <= {row["type"] for row in rows}
    assert len(rows) == len(world.runtime.store.dossier(SHOP, complaint).events)
    assert json.loads(next(row for row in rows if row["type"] == "routed")["body"])["decision"]["queue"] == "quality"


def test_the_days_asked_for_are_written_and_again_the_same(world: World, tmp_path: Path) -> None:
    lived(world)
    for _ in range(2):
        assert export(tmp_path / "one", "--since", "2026-11-12", "--until", "2026-11-12") == 0
    assert export(tmp_path / "all") == 0
    assert files(tmp_path / "one") == {DAYS[1]: files(tmp_path / "all")[DAYS[1]]}


def test_a_bucket_gets_what_a_folder_gets_and_again_the_same(world: World, tmp_path: Path, bucket: Any) -> None:
    lived(world)
    export(tmp_path / "events")
    for _ in range(2):
        assert export("s3://analytics/huiyin/events/") == 0
    objects = bucket.list_objects_v2(Bucket="analytics")["Contents"]
    assert [one["Key"] for one in objects] == [f"huiyin/events/{day}" for day in DAYS]
    for key, data in files(tmp_path / "events").items():
        found = bucket.get_object(Bucket="analytics", Key=f"huiyin/events/{key}")
        assert (found["Body"].read(), found["ContentType"]) == (data, "application/gzip")
    assert export("s3://analytics") == 0
    assert bucket.head_object(Bucket="analytics", Key=DAYS[0])


def test_parquet_holds_the_same_rows_with_types(world: World, tmp_path: Path) -> None:
    from pyarrow import parquet as read

    lived(world)
    export(tmp_path / "lines")
    assert export(tmp_path / "parquet", "--format", "parquet") == 0
    found = files(tmp_path / "parquet")
    assert [name.rpartition("/")[2] for name in found] == ["events.parquet"] * 2
    for day in DAYS:
        table = read.read_table(io.BytesIO(found[day.replace("jsonl.gz", "parquet")]))
        lines = gzip.decompress((tmp_path / "lines" / day).read_bytes()).decode().split("\n")[:-1]
        assert table.to_pylist() == [json.loads(line) for line in lines]
        assert {str(field.type) for field in table.schema} == {"string", "int32"}
    before = found
    export(tmp_path / "parquet", "--format", "parquet")
    assert files(tmp_path / "parquet") == before


def test_without_pyarrow_it_says_what_to_install_before_anything_is_read(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr(command, "runtime_of", None)
    assert export(tmp_path / "events", "--format", "parquet") == 1
    assert "pip install pyarrow" in capsys.readouterr().err


@pytest.mark.parametrize("outage", OUTAGES, ids=str)
def test_an_outage_is_told_and_the_same_command_goes_on(
    world: World, outage: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bucket: Any
) -> None:
    lived(world)
    broken = failing("s3", outage)
    with monkeypatch.context() as away:
        away.setattr(boto3, "client", lambda _: broken)
        assert export("s3://analytics/events") == 1
    assert "writes everything again" in capsys.readouterr().err
    assert export("s3://analytics/events") == 0
    assert len(bucket.list_objects_v2(Bucket="analytics")["Contents"]) == 2


def test_a_bucket_wants_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export("s3:///events") == 1
    assert "s3://bucket/prefix" in capsys.readouterr().err


def test_a_file_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put = places.place(str(tmp_path))
    put("dt=2026-11-11/x", b"before", "")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        put("dt=2026-11-11/x", b"after", "")
    assert (tmp_path / "dt=2026-11-11" / "x").read_bytes() == b"before"


LINES = st.lists(st.tuples(st.sampled_from(["2026-11-10", "2026-11-11", "2026-11-12"]), st.text().map(json.dumps)))


@given(LINES, st.integers(1, 5))
def test_lines_come_back_by_day_in_one_order_and_few_are_held(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]], held: int
) -> None:
    spool = Spool(tmp_path_factory.mktemp("spool"), held=held)
    for day, line in lines:
        spool.add(day, line)
        assert sum(map(len, spool._waiting.values())) < held
    expected = {day: sorted(line for of, line in lines if of == day) for day, _ in lines}
    assert dict(spool.days()) == expected
    assert spool.count == len(lines)


def test_a_line_ends_only_where_it_ends(tmp_path: Path) -> None:
    line = json.dumps("a\u2028b\x85c\x0bd", ensure_ascii=False)
    (tmp_path / "spool").mkdir()
    spool = Spool(tmp_path / "spool")
    spool.add("2026-11-11", line)
    assert list(spool.days()) == [("2026-11-11", [line])]


def test_what_is_packed_is_the_same_at_any_time() -> None:
    row = {"complaint": "c1", "version": 1, "index": 0, "at": "x", "actor_kind": "system", "actor": "", "type": "t"}
    lines = [json.dumps(row | {"body": "{}"})]
    assert json_lines(lines) == json_lines(lines)
    assert parquet(lines) == parquet(lines)
    assert json_lines(lines)[4:8] == b"\0\0\0\0"
