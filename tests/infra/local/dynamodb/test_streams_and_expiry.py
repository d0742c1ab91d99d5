"""Streams and time to live of the embedded engine, by an injected clock."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.local.dynamodb import Engine, streams
from tests.infra.local.dynamodb.backend import Backend, Clock, key, number, refused, text

DAY = 24 * 60 * 60


def shard_iterator(backend: Backend, kind: str = "TRIM_HORIZON", **rest: str) -> str:
    arn = backend.client.describe_table(TableName=backend.table)["Table"]["LatestStreamArn"]
    client = backend.make_client("dynamodbstreams")
    [shard] = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    response = client.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType=kind, **rest)
    iterator: str = response["ShardIterator"]
    return iterator


def read(backend: Backend, iterator: str, **rest: int) -> tuple[list[dict[str, Any]], str]:
    response = backend.make_client("dynamodbstreams").get_records(ShardIterator=iterator, **rest)
    return response["Records"], response["NextShardIterator"]


def enable_time_to_live(backend: Backend) -> None:
    specification = {"Enabled": True, "AttributeName": "ttl"}
    backend.client.update_time_to_live(TableName=backend.table, TimeToLiveSpecification=specification)


@pytest.mark.parametrize(
    ("view", "images"),
    [
        ("NEW_AND_OLD_IMAGES", {"NewImage", "OldImage"}),
        ("NEW_IMAGE", {"NewImage"}),
        ("OLD_IMAGE", {"OldImage"}),
        ("KEYS_ONLY", set[str]()),
    ],
)
def test_view_type_decides_what_is_shown(embedded: Backend, view: str, images: set[str]) -> None:
    embedded.client.delete_table(TableName=embedded.table)
    embedded.create_table(StreamSpecification={"StreamEnabled": True, "StreamViewType": view})
    embedded.put("a", n=number(1))
    embedded.put("a", n=number(2))
    [_, modified], _ = read(embedded, shard_iterator(embedded))
    assert modified["dynamodb"].keys() & {"NewImage", "OldImage"} == images
    assert modified["dynamodb"]["Keys"] == key("a")
    assert modified["dynamodb"]["StreamViewType"] == view


def test_a_write_that_changes_nothing_leaves_no_record(embedded: Backend) -> None:
    embedded.put("a", n={"N": "1"}, tags={"SS": ["a", "z"]})
    embedded.put("a", n={"N": "1.0"}, tags={"SS": ["z", "a"]})
    embedded.client.delete_item(TableName=embedded.table, Key=key("nothing"))
    records, _ = read(embedded, shard_iterator(embedded))
    assert [record["eventName"] for record in records] == ["INSERT"]


def test_a_failed_transaction_leaves_no_record(embedded: Backend) -> None:
    put = {"TableName": embedded.table, "Item": key("a")}
    check = {"TableName": embedded.table, "Key": key("b"), "ConditionExpression": "attribute_exists(PK)"}
    refused(
        "TransactionCanceledException",
        lambda: embedded.client.transact_write_items(TransactItems=[{"Put": put}, {"ConditionCheck": check}]),
    )
    assert read(embedded, shard_iterator(embedded))[0] == []


def test_reading_goes_on_where_it_ended(embedded: Backend) -> None:
    for name in "abc":
        embedded.put(name)
    first, iterator = read(embedded, shard_iterator(embedded), Limit=2)
    latest = shard_iterator(embedded, "LATEST")
    embedded.put("d")
    rest, _ = read(embedded, iterator)
    assert [record["dynamodb"]["Keys"]["PK"]["S"] for record in first + rest] == ["a", "b", "c", "d"]
    assert read(embedded, latest)[0] == rest[-1:]
    position = first[1]["dynamodb"]["SequenceNumber"]
    assert read(embedded, shard_iterator(embedded, "AFTER_SEQUENCE_NUMBER", SequenceNumber=position))[0] == rest
    at = read(embedded, shard_iterator(embedded, "AT_SEQUENCE_NUMBER", SequenceNumber=position))[0]
    assert at == first[1:] + rest


def test_records_of_yesterday_are_trimmed_and_the_reader_is_told(embedded: Backend) -> None:
    embedded.put("old")
    early = shard_iterator(embedded)
    embedded.pass_time(DAY + 1)
    embedded.put("new")
    embedded.pass_time(0)
    records, _ = read(embedded, shard_iterator(embedded))
    assert [record["dynamodb"]["Keys"] for record in records] == [key("new")]
    refused("TrimmedDataAccessException", lambda: read(embedded, early))


def test_records_beyond_the_limit_are_trimmed_while_writing(embedded: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAXIMUM_RECORDS", 5)
    monkeypatch.setattr(streams, "TRIM_EVERY", 10)
    for position in range(20):
        embedded.put("a", n=number(position))
    records, _ = read(embedded, shard_iterator(embedded))
    assert [record["dynamodb"]["NewImage"]["n"] for record in records] == [number(n) for n in range(15, 20)]


def test_streams_are_listed(embedded: Backend, engine: Engine) -> None:
    [stream] = embedded.make_client("dynamodbstreams").list_streams(TableName=embedded.table)["Streams"]
    table = embedded.client.describe_table(TableName=embedded.table)["Table"]
    assert stream["StreamArn"] == table["LatestStreamArn"]
    assert engine.execute("ListStreams", {"TableName": "other"})["Streams"] == []


def test_expiry_leaves_index_and_stream_in_step(embedded: Backend, engine: Engine, clock: Clock) -> None:
    enable_time_to_live(embedded)
    due: dict[str, Any] = {"ttl": number(int(clock.now) + 10), "GPK": text("Q"), "GSK": text("1")}
    embedded.put("due", **due)
    embedded.put("stays", GPK=text("Q"), GSK=text("2"))
    clock.now += 11
    assert engine.expire_items() == 1
    assert engine.expire_items() == 0
    page = embedded.query("GPK = :q", {":q": text("Q")}, IndexName="queue")
    assert [item["PK"] for item in page["Items"]] == [text("stays")]
    [*_, removed], _ = read(embedded, shard_iterator(embedded))
    assert removed["eventName"] == "REMOVE"
    assert removed["userIdentity"] == {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}
    assert removed["dynamodb"]["OldImage"] == key("due") | due


@pytest.mark.parametrize(
    ("attributes", "expires"),
    [
        ({"ttl": number(-10)}, True),
        ({"ttl": {"N": "-10.5"}}, True),
        ({"ttl": number(10)}, False),
        ({"ttl": text("soon")}, False),
        ({"ttl": {"N": "1E+100"}}, False),
        ({"ttl": number(-6 * 365 * DAY)}, False),
        ({}, False),
    ],
    ids=["past", "fraction", "future", "text", "huge", "six years ago", "none"],
)
def test_only_a_recent_number_expires(
    embedded: Backend, engine: Engine, clock: Clock, attributes: Mapping[str, Any], expires: bool
) -> None:
    shifted: dict[str, Any] = {
        name: {"N": str(clock.now + float(value["N"]))} if "N" in value and "E" not in value["N"] else value
        for name, value in attributes.items()
    }
    embedded.put("a", **shifted)
    enable_time_to_live(embedded)
    assert engine.expire_items() == int(expires)
    assert (embedded.get("a") is None) == expires


def test_a_moved_expiry_counts_and_a_removed_one_does_not(embedded: Backend, engine: Engine, clock: Clock) -> None:
    enable_time_to_live(embedded)
    for name in ("moved", "removed"):
        embedded.put(name, ttl=number(int(clock.now) + 10))
    embedded.update(
        "moved",
        "SET #t = :t",
        ExpressionAttributeNames={"#t": "ttl"},
        ExpressionAttributeValues={":t": number(int(clock.now) + 100)},
    )
    embedded.update("removed", "REMOVE #t", ExpressionAttributeNames={"#t": "ttl"})
    clock.now += 50
    assert engine.expire_items() == 0
    clock.now += 51
    assert engine.expire_items() == 1
    assert embedded.get("removed") is not None


def test_a_sweep_of_many_takes_them_all(embedded: Backend, engine: Engine, clock: Clock) -> None:
    enable_time_to_live(embedded)
    for position in range(0, 600, 25):
        items = [key(f"c{place}") | {"ttl": number(int(clock.now) - 1)} for place in range(position, position + 25)]
        embedded.client.batch_write_item(
            RequestItems={embedded.table: [{"PutRequest": {"Item": item}} for item in items]}
        )
    assert engine.expire_items() == 600
    assert embedded.client.scan(TableName=embedded.table)["Count"] == 0


def test_token_is_forgotten_after_ten_minutes(embedded: Backend, clock: Clock) -> None:
    def add() -> None:
        update = {
            "TableName": embedded.table,
            "Key": key("a"),
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": number(1)},
        }
        embedded.client.transact_write_items(ClientRequestToken="token", TransactItems=[{"Update": update}])

    add()
    clock.now += 599
    add()
    assert embedded.get("a") == key("a") | {"n": number(1)}
    clock.now += 2
    add()
    assert embedded.get("a") == key("a") | {"n": number(2)}
