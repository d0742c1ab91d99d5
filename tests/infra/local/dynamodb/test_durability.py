"""What was acknowledged survives kill -9, in every structure at once; several processes share one file."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from infra.local.dynamodb import Engine
from tests.infra.local.dynamodb.backend import Clock, key, number, table_definition, text

TABLE = "shared"
WRITER = "tests.infra.local.dynamodb.writer"
COUNTER = {"TableName": TABLE, "Key": key("counter", "META"), "ConsistentRead": True}


@contextmanager
def writer(path: Path, name: str, count: int) -> Iterator[subprocess.Popen[str]]:
    """A process that makes the table if need be, writes and says what was acknowledged."""
    command = [sys.executable, "-m", WRITER, str(path), name, str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    return (line.strip() for line in process.stdout)


def waiting(engine: Engine) -> list[str]:
    found: list[str] = []
    start: dict[str, object] = {}
    while True:
        page = engine.execute(
            "Query",
            {
                "TableName": TABLE,
                "IndexName": "queue",
                "KeyConditionExpression": "GPK = :q",
                "ExpressionAttributeValues": {":q": text("Q")},
                **start,
            },
        )
        found += [item["PK"]["S"] for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            return found
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def inserted(engine: Engine) -> list[str]:
    """The partition keys of all INSERT records of the stream, but for the counter's."""
    [stream] = engine.execute("ListStreams", {})["Streams"]
    arn = stream["StreamArn"]
    [shard] = engine.execute("DescribeStream", {"StreamArn": arn})["StreamDescription"]["Shards"]
    request = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    iterator = engine.execute("GetShardIterator", request)["ShardIterator"]
    names: list[str] = []
    while True:
        page = engine.execute("GetRecords", {"ShardIterator": iterator})
        names += [
            record["dynamodb"]["Keys"]["PK"]["S"] for record in page["Records"] if record["eventName"] == "INSERT"
        ]
        if not page["Records"]:
            return [name for name in names if name != "counter"]
        iterator = page["NextShardIterator"]


def test_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "engine.db"
    with writer(path, "a", 1_000_000) as process:
        acknowledged = list(islice(lines(process), 200))
        process.kill()
        acknowledged += list(lines(process))
    engine = Engine(path, clock=Clock())
    names = waiting(engine)
    assert len(acknowledged) >= 200
    assert set(acknowledged) <= set(names)
    assert len(names) <= len(acknowledged) + 1, "at most the write that was under way"
    assert engine.execute("GetItem", COUNTER)["Item"]["n"] == number(len(names))
    assert inserted(engine) == names
    assert all("Item" in engine.execute("GetItem", {"TableName": TABLE, "Key": key(name, "META")}) for name in names)
    engine.close()


def test_two_processes_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "engine.db"
    count = 100
    with writer(path, "a", count) as first, writer(path, "b", count) as second:
        assert len(list(lines(first))) == count
        assert len(list(lines(second))) == count
    assert (first.returncode, second.returncode) == (0, 0)
    engine = Engine(path, clock=Clock())
    names = waiting(engine)
    assert sorted(names) == sorted(f"{name}{position:06d}" for name in "ab" for position in range(count))
    assert engine.execute("GetItem", COUNTER)["Item"]["n"] == number(2 * count)
    assert sorted(inserted(engine)) == sorted(names)
    engine.close()


def test_a_table_of_another_engine_is_seen_and_forgotten_at_once(tmp_path: Path) -> None:
    first = Engine(tmp_path / "engine.db", clock=Clock())
    second = Engine(tmp_path / "engine.db", clock=Clock())
    item = key("a") | {"GPK": text("Q"), "GSK": text("1")}
    first.execute("CreateTable", table_definition(TABLE))
    second.execute("PutItem", {"TableName": TABLE, "Item": item})
    second.execute("DeleteTable", {"TableName": TABLE})
    assert first.execute("ListTables", {})["TableNames"] == []
    first.execute("CreateTable", table_definition(TABLE))
    assert second.execute("Scan", {"TableName": TABLE})["Count"] == 0
    assert waiting(second) == []
    first.close()
    second.close()
