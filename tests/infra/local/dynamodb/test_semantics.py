"""What the project relies on in DynamoDB, checked on the embedded engine, on moto and on DynamoDB Local."""

import threading
from typing import Any

from botocore.exceptions import ClientError

from tests.infra.local.dynamodb.backend import Backend, key, number, refused, text

CONDITION_FAILED = "ConditionalCheckFailedException"
VALIDATION = "ValidationException"
CANCELED = "TransactionCanceledException"


def sort_keys(response: dict[str, Any]) -> list[str]:
    return [item["SK"]["S"] for item in response["Items"]]


def fill_queue(backend: Backend, count: int) -> None:
    """Items of which every second one waits in the queue index."""
    for position in range(count):
        waiting = {"GPK": text("Q#open"), "GSK": text(f"{position:03d}")} if position % 2 else {}
        backend.put(f"c{position}", "META", **waiting)


def queue_page(backend: Backend, **rest: Any) -> dict[str, Any]:
    return backend.query("GPK = :q", {":q": text("Q#open")}, IndexName="queue", **rest)


def test_every_type_comes_back_as_it_went(backend: Backend) -> None:
    item = key("a") | {
        "number": {"N": "12345678901234567890.123456789"},
        "binary": {"B": b"\x00\xff"},
        "list": {"L": [number(1), text("x"), {"NULL": True}, {"BOOL": True}]},
        "map": {"M": {"inner": {"M": {"set": {"SS": ["q", "r"]}}}}},
        "chinese": text("訴願📮"),
        "numbers": {"NS": ["1", "2"]},
        "empty": text(""),
    }
    backend.client.put_item(TableName=backend.table, Item=item)
    found = backend.get("a")
    assert found is not None
    found["numbers"]["NS"].sort()
    found["map"]["M"]["inner"]["M"]["set"]["SS"].sort()
    assert found == item


def test_put_if_not_exists_conflicts(backend: Backend) -> None:
    put = {"TableName": backend.table, "Item": key("a"), "ConditionExpression": "attribute_not_exists(PK)"}
    backend.client.put_item(**put)
    refused(CONDITION_FAILED, lambda: backend.client.put_item(**put))


def test_failed_condition_returns_the_old_item(backend: Backend) -> None:
    backend.put("a", who=text("訴願📮"))
    response = refused(
        CONDITION_FAILED,
        lambda: backend.client.put_item(
            TableName=backend.table,
            Item=key("a"),
            ConditionExpression="attribute_not_exists(PK)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        ),
    )
    assert response["Item"]["who"] == text("訴願📮")


def test_update_checks_the_version(backend: Backend) -> None:
    backend.put("v", version=number(1))

    def update() -> dict[str, Any]:
        return backend.update(
            "v",
            "SET version = :new, #s = :s",
            ConditionExpression="version = :old",
            ExpressionAttributeNames={"#s": "status"},
            ExpressionAttributeValues={":old": number(1), ":new": number(2), ":s": text("open")},
        )

    assert update() == key("v") | {"version": number(2), "status": text("open")}
    refused(CONDITION_FAILED, update)


def test_update_creates_and_keeps_first_values(backend: Backend) -> None:
    expression = (
        "SET first_seen = if_not_exists(first_seen, :now), "
        "history = list_append(if_not_exists(history, :none), :entry) "
        "ADD seen :one, tags :tags"
    )
    for moment, tag in (("t0", "red"), ("t1", "blue")):
        values = {
            ":now": text(moment),
            ":none": {"L": []},
            ":entry": {"L": [text(moment)]},
            ":one": number(1),
            ":tags": {"SS": [tag]},
        }
        found = backend.update("u", expression, ExpressionAttributeValues=values)
    assert found["first_seen"] == text("t0")
    assert found["history"] == {"L": [text("t0"), text("t1")]}
    assert found["seen"] == number(2)
    assert sorted(found["tags"]["SS"]) == ["blue", "red"]


def test_update_removes_and_deletes_nested(backend: Backend) -> None:
    nested = {"M": {"a": number(1), "b": {"M": {"c": number(2)}}}}
    backend.put("u", m=nested, l={"L": [number(1), number(2), number(3)]}, s={"SS": ["p", "q"]})
    found = backend.update(
        "u",
        "REMOVE l[1], m.a SET m.b.c = m.b.c + :five DELETE s :p",
        ExpressionAttributeValues={":five": number(5), ":p": {"SS": ["p"]}},
    )
    assert found == key("u") | {
        "m": {"M": {"b": {"M": {"c": number(7)}}}},
        "l": {"L": [number(1), number(3)]},
        "s": {"SS": ["q"]},
    }


def test_reserved_word_is_refused(backend: Backend) -> None:
    refused(
        VALIDATION,
        lambda: backend.update("u", "SET status = :s", ExpressionAttributeValues={":s": number(1)}),
    )


def test_unused_value_is_refused(backend: Backend) -> None:
    values = {":s": number(1), ":unused": number(2)}
    refused(VALIDATION, lambda: backend.update("u", "SET aa = :s", ExpressionAttributeValues=values))


def test_update_of_a_key_attribute_is_refused(backend: Backend) -> None:
    refused(VALIDATION, lambda: backend.update("u", "SET SK = :s", ExpressionAttributeValues={":s": text("z")}))


def test_empty_key_is_refused(backend: Backend) -> None:
    refused(VALIDATION, lambda: backend.put(""))


def test_index_key_of_the_wrong_type_is_refused(backend: Backend) -> None:
    refused(VALIDATION, lambda: backend.put("g", GPK=number(5), GSK=text("a")))


def test_item_over_400_kb_is_refused(backend: Backend) -> None:
    backend.put("big", "fits", d=text("x" * (399 * 1024)))
    refused(VALIDATION, lambda: backend.put("big", "too big", d=text("x" * (400 * 1024 + 1))))


def test_query_orders_and_ranges(backend: Backend) -> None:
    for position in (3, 1, 2, 10, 20):
        backend.put("q", f"EV#{position:04d}")
    backend.put("q", "META")
    prefix = {":q": text("q"), ":p": text("EV#")}
    found = backend.query("PK = :q AND begins_with(SK, :p)", prefix)
    assert sort_keys(found) == ["EV#0001", "EV#0002", "EV#0003", "EV#0010", "EV#0020"]
    found = backend.query("PK = :q AND begins_with(SK, :p)", prefix, ScanIndexForward=False, Limit=2)
    assert sort_keys(found) == ["EV#0020", "EV#0010"]
    bounds = {":q": text("q"), ":low": text("EV#0002"), ":high": text("EV#0010")}
    found = backend.query("PK = :q AND SK BETWEEN :low AND :high", bounds)
    assert sort_keys(found) == ["EV#0002", "EV#0003", "EV#0010"]


def test_sort_keys_are_in_utf8_order(backend: Backend) -> None:
    names = ["a", "Z", "é", "訴", "\U0001f4ee", "\uff5e"]  # the last two stand the other way round in UTF-16
    for name in names:
        backend.put("utf", name)
    assert sort_keys(backend.query("PK = :p", {":p": text("utf")})) == sorted(names, key=str.encode)


def test_index_is_sparse(backend: Backend) -> None:
    fill_queue(backend, 30)
    waiting = [item["GSK"]["S"] for item in queue_page(backend)["Items"]]
    assert waiting == [f"{position:03d}" for position in range(1, 30, 2)]
    backend.update("c1", "REMOVE GPK, GSK", "META")
    assert queue_page(backend, Select="COUNT")["Count"] == 14


def test_index_pages_join_without_gap_or_overlap(backend: Backend) -> None:
    fill_queue(backend, 28)
    seen: list[str] = []
    page = queue_page(backend, Limit=5)
    while "LastEvaluatedKey" in page:
        seen += [item["GSK"]["S"] for item in page["Items"]]
        assert page["LastEvaluatedKey"].keys() == {"PK", "SK", "GPK", "GSK"}
        page = queue_page(backend, Limit=5, ExclusiveStartKey=page["LastEvaluatedKey"])
    seen += [item["GSK"]["S"] for item in page["Items"]]
    assert seen == [f"{position:03d}" for position in range(1, 28, 2)]


def test_page_that_is_exactly_full_has_a_last_key(backend: Backend) -> None:
    for name in ("1", "2", "3"):
        backend.put("q", name)
    page = backend.query("PK = :q", {":q": text("q")}, Limit=3)
    assert page["Count"] == 3
    assert page["LastEvaluatedKey"] == key("q", "3")


def test_filter_comes_after_the_limit(backend: Backend) -> None:
    for position in range(1, 6):
        backend.put("q", str(position), i=number(position))
    values = {":q": text("q"), ":two": number(2)}
    page = backend.query("PK = :q", values, FilterExpression="i > :two", Limit=3)
    assert (page["ScannedCount"], page["Count"]) == (3, 1)


def test_page_ends_at_1_mb(backend: Backend) -> None:
    for position in range(6):
        backend.put("mb", str(position), d=text("x" * 300_000))
    page = backend.query("PK = :p", {":p": text("mb")})
    assert page["Count"] in (3, 4)
    assert "LastEvaluatedKey" in page


def test_consistent_read_of_an_index_is_refused(backend: Backend) -> None:
    refused(VALIDATION, lambda: queue_page(backend, ConsistentRead=True))


def test_transaction_is_all_or_nothing_and_says_why(backend: Backend) -> None:
    backend.put("t", "lock", who=text("me"))
    new = {"Put": {"TableName": backend.table, "Item": key("t", "new")}}
    taken = {
        "Put": {
            "TableName": backend.table,
            "Item": key("t", "lock"),
            "ConditionExpression": "attribute_not_exists(PK)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }
    response = refused(CANCELED, lambda: backend.client.transact_write_items(TransactItems=[new, taken]))
    reasons = response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
    assert reasons[1]["Item"]["who"] == text("me")
    assert backend.get("t", "new") is None


def test_transaction_updates_checks_and_deletes(backend: Backend) -> None:
    backend.put("t", "lock", who=text("me"))
    backend.put("t", "old")
    check = {"ConditionExpression": "who = :me", "ExpressionAttributeValues": {":me": text("me")}}
    add = {"UpdateExpression": "ADD n :one", "ExpressionAttributeValues": {":one": number(1)}}
    backend.client.transact_write_items(
        TransactItems=[
            {"ConditionCheck": {"TableName": backend.table, "Key": key("t", "lock"), **check}},
            {"Update": {"TableName": backend.table, "Key": key("t", "counter"), **add}},
            {"Delete": {"TableName": backend.table, "Key": key("t", "old")}},
        ]
    )
    assert backend.get("t", "counter") == key("t", "counter") | {"n": number(1)}
    assert backend.get("t", "old") is None


def test_repeated_token_applies_once(backend: Backend) -> None:
    def add(amount: int) -> None:
        update = {
            "TableName": backend.table,
            "Key": key("t"),
            "UpdateExpression": "ADD n :amount",
            "ExpressionAttributeValues": {":amount": number(amount)},
        }
        backend.client.transact_write_items(ClientRequestToken=backend.table, TransactItems=[{"Update": update}])

    add(1)
    add(1)
    assert backend.get("t") == key("t") | {"n": number(1)}
    refused("IdempotentParameterMismatchException", lambda: add(2))


def test_one_item_twice_in_a_transaction_is_refused(backend: Backend) -> None:
    put = {"Put": {"TableName": backend.table, "Item": key("t")}}
    delete = {"Delete": {"TableName": backend.table, "Key": key("t")}}
    refused(VALIDATION, lambda: backend.client.transact_write_items(TransactItems=[put, delete]))


def test_batch_write_takes_25_different_items(backend: Backend) -> None:
    def write(*names: int) -> dict[str, Any]:
        puts = [{"PutRequest": {"Item": key("bw", str(name))}} for name in names]
        response: dict[str, Any] = backend.client.batch_write_item(RequestItems={backend.table: puts})
        return response

    assert not write(*range(25))["UnprocessedItems"]
    refused(VALIDATION, lambda: write(*range(26)))
    refused(VALIDATION, lambda: write(1, 1))


def test_time_to_live_can_be_enabled(backend: Backend) -> None:
    enable_time_to_live(backend)
    description = backend.client.describe_time_to_live(TableName=backend.table)["TimeToLiveDescription"]
    assert description["TimeToLiveStatus"] in ("ENABLED", "ENABLING")
    assert description["AttributeName"] == "ttl"


def test_stream_shows_old_and_new(backend: Backend) -> None:
    backend.put("st", a=number(1))
    backend.update("st", "SET a = :b", ExpressionAttributeValues={":b": number(2)})
    backend.client.delete_item(TableName=backend.table, Key=key("st"))
    records = stream_records(backend, wanted=3)
    assert [record["eventName"] for record in records] == ["INSERT", "MODIFY", "REMOVE"]
    assert records[1]["dynamodb"]["OldImage"]["a"] == number(1)
    assert records[1]["dynamodb"]["NewImage"]["a"] == number(2)


def test_partiql_selects_one_item(backend: Backend) -> None:
    backend.put("v", version=number(2))
    statement = f'SELECT * FROM "{backend.table}" WHERE PK = ? AND SK = ?'
    found = backend.client.execute_statement(Statement=statement, Parameters=[text("v"), text("1")])
    assert found["Items"] == [key("v") | {"version": number(2)}]


def test_consumed_capacity_follows_the_size(backend: Backend) -> None:
    item = key("cc") | {"d": text("x" * 2500)}
    response = backend.client.put_item(TableName=backend.table, Item=item, ReturnConsumedCapacity="TOTAL")
    assert response["ConsumedCapacity"]["CapacityUnits"] == 3.0


def test_concurrent_claims_have_one_winner(backend: Backend) -> None:
    claimants, claims = 8, 10
    won: list[str] = []
    unexpected: list[ClientError] = []
    together = threading.Barrier(claimants)
    clients = [backend.make_client("dynamodb") for _ in range(claimants)]

    def claim_all(client: Any) -> None:
        together.wait()
        for number_of_claim in range(claims):
            item = key(f"claim{number_of_claim}")
            try:
                client.put_item(TableName=backend.table, Item=item, ConditionExpression="attribute_not_exists(PK)")
                won.append(item["PK"]["S"])
            except ClientError as error:
                if error.response["Error"]["Code"] != CONDITION_FAILED:
                    unexpected.append(error)

    threads = [threading.Thread(target=claim_all, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not unexpected
    assert sorted(won) == sorted(f"claim{number_of_claim}" for number_of_claim in range(claims))


def test_expired_item_is_deleted(backend: Backend) -> None:
    enable_time_to_live(backend)
    backend.put("ttl", ttl=number(int(backend.clock.now) + 60))
    backend.pass_time(60)
    assert backend.get("ttl") is not None
    backend.pass_time(1)
    assert backend.get("ttl") is None


def enable_time_to_live(backend: Backend) -> None:
    specification = {"Enabled": True, "AttributeName": "ttl"}
    backend.client.update_time_to_live(TableName=backend.table, TimeToLiveSpecification=specification)


def stream_records(backend: Backend, *, wanted: int, reads: int = 40) -> list[dict[str, Any]]:
    """The first records of the table's stream; an engine may need several reads to show them."""
    arn = backend.client.describe_table(TableName=backend.table)["Table"]["LatestStreamArn"]
    client = backend.make_client("dynamodbstreams")
    [shard] = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = client.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")[
        "ShardIterator"
    ]
    records: list[dict[str, Any]] = []
    for _ in range(reads):
        response = client.get_records(ShardIterator=iterator)
        records += response["Records"]
        iterator = response.get("NextShardIterator")
        if iterator is None or len(records) >= wanted:
            break
    return records
