"""The embedded engine gives the same answers as DynamoDB Local: expressions, projections, key conditions, capacity."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.infra.local.dynamodb.backend import Backend, key, make_client, number, table_definition, text

ITEM = key("a") | {
    "x": number(5),
    "zero": {"N": "-0.00"},
    "huge": {"N": "1.50E+100"},
    "s": text("訴願"),
    "flag": {"BOOL": True},
    "tags": {"SS": ["a", "z"]},
    "m": {"M": {"a": number(1), "b": {"M": {"c": number(2), "d": number(3)}}}},
    "l": {"L": [number(0), {"M": {"q": number(1), "r": number(2)}}, number(2), number(3)]},
    "GPK": text("g"),
    "GSK": text("1"),
}
VALUES: Mapping[str, Any] = {
    ":n1": number(1),
    ":n5": number(5),
    ":n9": number(9),
    ":text5": text("5"),
    ":a": text("a"),
    ":g": text("g"),
    ":願": text("願"),
    ":true": {"BOOL": True},
    ":set": {"SS": ["z", "a"]},
    ":seta": {"SS": ["a"]},
    ":nset": {"NS": ["1"]},
    ":list": {"L": [number(1)]},
    ":map": {"M": {"c": number(2), "d": number(3)}},
    ":empty": text(""),
    ":N": text("N"),
    ":Q": text("Q"),
    ":prefix": text("訴"),
}

CONDITIONS = [
    "nope <> :n1",
    "nope = :n1",
    "nope = nope2",
    "nope <> nope2",
    "nope < :n1",
    "NOT nope < :n1",
    "x < :true",
    "x < :text5",
    "x <> :text5",
    "flag < :n1",
    "x = :n5",
    ":n5 = x",
    "(x = :n5)",
    "x = x",
    "x BETWEEN :n1 AND :n9",
    "x BETWEEN :n9 AND :n1",
    "x BETWEEN :n1 AND :a",
    "x IN (:n1, :n5)",
    "nope IN (:n1)",
    "x = :n5 AND s = :a OR flag = :true",
    "x = :n1 AND (s = :a OR flag = :true)",
    "NOT x = :n1 AND flag = :true",
    "not x = :n5",
    "size(s) = :n1 OR size(l) > :n1",
    "size(x) = :n1",
    "size(nope) = :n1",
    "NOT size(nope) = :n1",
    "size(m) > :n1",
    "size(x)",
    "x",
    "x =",
    "x = :n5 = :n5",
    "x == :n5",
    "contains(s, :prefix)",
    "contains(s, :n5)",
    "contains(l, :n1)",
    "contains(tags, :a)",
    "contains(flag, :a)",
    "contains(x, :n5)",
    "contains(s, s)",
    "begins_with(s, :prefix)",
    "begins_with(s, :n5)",
    "begins_with(x, :text5)",
    "attribute_type(x, :N)",
    "attribute_type(x, :Q)",
    "attribute_exists(x)",
    "attribute_exists(:n5)",
    "attribute_exists(m.b.c)",
    "attribute_not_exists(m.b.zz)",
    "ATTRIBUTE_EXISTS(x)",
    "attribute_exists(x, s)",
    "attribute_exists(x) aNd x = :n5",
    "if_not_exists(x, :n5) = :n5",
    "x.a = :n5",
    "l[9] = :n5",
    "l[1].q = :n1",
    "tags = :set",
    "m.b = :map",
    "l = :list",
    "missing = :n1",
    "m.status = :n1",
    "x = :n5 OR status = :n1",
    "nope = :undefined",
    "#undefined = :n1",
    "",
]

UPDATES = [
    "SET y = x + :n1",
    "SET y = x - :n1",
    "SET y = (x - :n1)",
    "SET y = x + :n1 - :n1",
    "SET y = nope",
    "SET y = nope + :n1",
    "SET y = s + :n1",
    "SET y = if_not_exists(y, :n9) + :n1",
    "SET y = if_not_exists(x, :n9)",
    "SET y = list_append(l, :list)",
    "SET y = list_append(s, :list)",
    "SET y = size(s)",
    "SET s = :empty",
    "SET m.b.d = :n1",
    "SET m.new = :n1",
    "SET nope.b = :n1",
    "SET x.b = :n1",
    "SET m.b = :n1, m.b.c = :n1",
    "SET x = :n1, x = :n9",
    "SET x = :n1 SET y = :n1",
    "SET x = :n1,",
    "SET l[0] = :n9 REMOVE l[1]",
    "SET l[20] = :n9, l[10] = :n1",
    "SET l[1].q = :n9",
    "REMOVE l[0], l[2]",
    "REMOVE l[99]",
    "REMOVE l[1].q, m.a",
    "REMOVE nope",
    "REMOVE nope.b",
    "REMOVE x.b",
    "REMOVE SK",
    "ADD x :n1",
    "ADD fresh :n1",
    "ADD m.z :n1",
    "ADD nope.z :n1",
    "ADD s :n1",
    "ADD x :a",
    "ADD tags :seta",
    "ADD tags :nset",
    "ADD fresh :seta",
    "DELETE tags :seta",
    "DELETE tags :set",
    "DELETE nope :set",
    "DELETE x :set",
    "DELETE x :n1",
    "set y = :n1 remove x add w :n1",
    "SET",
    "",
    "CHANGE x",
]

PROJECTIONS = [
    "m.b.c, l[2], l[0]",
    "l[1].q, l[1].r, m.a",
    "l[3], l[1].q",
    "m, m.a",
    "m.a, m.a",
    "l[1], l[1].q",
    "nope",
    "nope, x",
    "x.y",
    "l[9]",
    "m.nope",
    "m.a[0]",
    "x,",
    "x, status",
]

QUERIES: Mapping[str, dict[str, Any]] = {
    "equal": {"KeyConditionExpression": "PK = :a"},
    "turned round": {"KeyConditionExpression": ":a = PK"},
    "brackets": {"KeyConditionExpression": "(PK = :a) AND (SK = :one)"},
    "below": {"KeyConditionExpression": "PK = :a AND SK < :two"},
    "at most": {"KeyConditionExpression": "PK = :a AND SK <= :two"},
    "above": {"KeyConditionExpression": "PK = :a AND SK > :one"},
    "at least": {"KeyConditionExpression": "SK >= :two AND PK = :a"},
    "between": {"KeyConditionExpression": "PK = :a AND SK BETWEEN :one AND :two"},
    "between turned round": {"KeyConditionExpression": "PK = :a AND SK BETWEEN :two AND :one"},
    "prefix": {"KeyConditionExpression": "PK = :a AND begins_with(SK, :one)"},
    "backwards": {"KeyConditionExpression": "PK = :a", "ScanIndexForward": False, "Limit": 2},
    "or": {"KeyConditionExpression": "PK = :a OR SK = :one"},
    "not equal": {"KeyConditionExpression": "PK = :a AND SK <> :one"},
    "partition by range": {"KeyConditionExpression": "PK > :a"},
    "sort only": {"KeyConditionExpression": "SK = :one"},
    "twice": {"KeyConditionExpression": "PK = :a AND SK > :one AND SK < :two"},
    "other attribute": {"KeyConditionExpression": "PK = :a AND x = :one"},
    "wrong type": {"KeyConditionExpression": "PK = :n5"},
    "empty sort": {"KeyConditionExpression": "PK = :a AND SK = :empty"},
    "filter": {"KeyConditionExpression": "PK = :a", "FilterExpression": "x = :n5"},
    "filter on a key": {"KeyConditionExpression": "PK = :a", "FilterExpression": "SK = :one"},
    "count": {"KeyConditionExpression": "PK = :a", "Select": "COUNT"},
    "count and projection": {"KeyConditionExpression": "PK = :a", "Select": "COUNT", "ProjectionExpression": "x"},
    "projection": {"KeyConditionExpression": "PK = :a", "ProjectionExpression": "x, m.a"},
    "projected of a table": {"KeyConditionExpression": "PK = :a", "Select": "ALL_PROJECTED_ATTRIBUTES"},
    "start": {"KeyConditionExpression": "PK = :a", "ExclusiveStartKey": key("a", "1")},
    "start, backwards": {
        "KeyConditionExpression": "PK = :a AND SK < :three",
        "ExclusiveStartKey": key("a", "2"),
        "ScanIndexForward": False,
    },
    "start in a range": {"KeyConditionExpression": "PK = :a AND SK > :one", "ExclusiveStartKey": key("a", "2")},
    "start outside": {"KeyConditionExpression": "PK = :a AND SK > :two", "ExclusiveStartKey": key("a", "1")},
    "start elsewhere": {"KeyConditionExpression": "PK = :a", "ExclusiveStartKey": key("b", "1")},
    "start of the wrong shape": {"KeyConditionExpression": "PK = :a", "ExclusiveStartKey": {"PK": text("a")}},
    "index": {"IndexName": "queue", "KeyConditionExpression": "GPK = :g"},
    "index, included": {"IndexName": "queue", "KeyConditionExpression": "GPK = :g", "ProjectionExpression": "x"},
    "index, not included": {"IndexName": "queue", "KeyConditionExpression": "GPK = :g", "ProjectionExpression": "s"},
    "index, filter": {"IndexName": "queue", "KeyConditionExpression": "GPK = :g", "FilterExpression": "x = :n5"},
    "index, filter not included": {
        "IndexName": "queue",
        "KeyConditionExpression": "GPK = :g",
        "FilterExpression": "s = :a",
    },
    "index, filter on its key": {
        "IndexName": "queue",
        "KeyConditionExpression": "GPK = :g",
        "FilterExpression": "GSK = :a",
    },
    "index, filter on the table's key": {
        "IndexName": "queue",
        "KeyConditionExpression": "GPK = :g",
        "FilterExpression": "PK = :a",
    },
    "index, all": {"IndexName": "queue", "KeyConditionExpression": "GPK = :g", "Select": "ALL_ATTRIBUTES"},
    "no such index": {"IndexName": "nope", "KeyConditionExpression": "GPK = :g"},
}
QUERY_VALUES = {**VALUES, ":one": text("1"), ":two": text("2"), ":three": text("3")}


@pytest.fixture(scope="module")
def oracle(oracle_endpoint: str) -> Backend:
    """One table for all cases of this file."""
    oracle = Backend("dynamodb_local", lambda service: make_client(service, oracle_endpoint), lambda _: None)
    _create(oracle)
    return oracle


@pytest.fixture
def pair(embedded: Backend, oracle: Backend) -> Iterator[tuple[Backend, Backend]]:
    embedded.client.delete_table(TableName=embedded.table)
    _create(embedded)
    for backend in (embedded, oracle):
        _empty(backend)
        for sort in ("1", "2", "3"):
            backend.client.put_item(TableName=backend.table, Item=ITEM | {"SK": text(sort), "GSK": text(sort)})
    yield embedded, oracle


def _create(backend: Backend) -> None:
    included = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x"]}
    backend.client.create_table(**table_definition(backend.table, included))


def _empty(backend: Backend) -> None:
    for item in backend.client.scan(TableName=backend.table)["Items"]:
        backend.client.delete_item(TableName=backend.table, Key={name: item[name] for name in ("PK", "SK")})


def _used(values: Mapping[str, Any], *expressions: str) -> dict[str, Any]:
    """The arguments for those values that the expressions use."""
    used: dict[str, Any] = {
        name: value for name, value in values.items() if any(_mentions(text, name) for text in expressions)
    }
    return {"ExpressionAttributeValues": used} if used else {}


def _mentions(expression: str, name: str) -> bool:
    cleaned = expression.replace(",", " ").replace("(", " ").replace(")", " ")
    return name in cleaned.split()


def _answer(backend: Backend, operation: str, **arguments: Any) -> object:
    """What the engine says: the response, or the code of its refusal."""
    try:
        response = getattr(backend.client, operation)(TableName=backend.table, **arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return _comparable({name: content for name, content in response.items() if name != "ResponseMetadata"}, backend)


def _content(backend: Backend) -> list[Any]:
    """Every item; the order of partitions means nothing."""
    items = _comparable(backend.client.scan(TableName=backend.table)["Items"], backend)
    return sorted(items, key=lambda item: (item["PK"]["S"], item["SK"]["S"]))


def _comparable(content: Any, backend: Backend) -> Any:
    if isinstance(content, dict):
        return {
            name: sorted(member) if name in ("SS", "NS") else _comparable(member, backend)
            for name, member in content.items()
        }
    if isinstance(content, list):
        return [_comparable(member, backend) for member in content]
    return "the table" if content == backend.table else content


def assert_same(pair: tuple[Backend, Backend], operation: str, **arguments: Any) -> None:
    embedded, oracle = pair
    assert _answer(embedded, operation, **arguments) == _answer(oracle, operation, **arguments)
    assert _content(embedded) == _content(oracle)


@pytest.mark.oracle
@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions(pair: tuple[Backend, Backend], condition: str) -> None:
    assert_same(
        pair,
        "put_item",
        Item=key("a") | {"replaced": number(1)},
        ConditionExpression=condition,
        **_used(VALUES, condition),
    )


@pytest.mark.oracle
@pytest.mark.parametrize("update", UPDATES)
def test_updates(pair: tuple[Backend, Backend], update: str) -> None:
    assert_same(
        pair, "update_item", Key=key("a"), UpdateExpression=update, ReturnValues="ALL_NEW", **_used(VALUES, update)
    )


@pytest.mark.oracle
@pytest.mark.parametrize("update", UPDATES)
def test_updates_of_nothing(pair: tuple[Backend, Backend], update: str) -> None:
    assert_same(
        pair, "update_item", Key=key("new"), UpdateExpression=update, ReturnValues="ALL_NEW", **_used(VALUES, update)
    )


@pytest.mark.oracle
@pytest.mark.parametrize("projection", PROJECTIONS)
def test_projections(pair: tuple[Backend, Backend], projection: str) -> None:
    assert_same(pair, "get_item", Key=key("a"), ProjectionExpression=projection, ReturnConsumedCapacity="INDEXES")


@pytest.mark.oracle
@pytest.mark.parametrize("name", QUERIES)
def test_queries(pair: tuple[Backend, Backend], name: str) -> None:
    query = QUERIES[name]
    expressions = (query["KeyConditionExpression"], query.get("FilterExpression", ""))
    assert_same(pair, "query", ReturnConsumedCapacity="INDEXES", **query, **_used(QUERY_VALUES, *expressions))


@pytest.mark.oracle
@pytest.mark.parametrize(
    "changes",
    [
        {"x": number(6)},
        {"d": text("x" * 3000)},
        {"GPK": text("moved")},
        {"GSK": text("moved"), "d": text("x" * 2000)},
    ],
    ids=["an included attribute", "nothing in the index", "the entry moves", "the entry moves, the item grows"],
)
def test_capacity_of_writes(pair: tuple[Backend, Backend], changes: dict[str, Any]) -> None:
    assert_same(pair, "put_item", Item=ITEM | changes, ReturnConsumedCapacity="INDEXES")
