"""Properties: encoded keys stand in the order of their values; any program of writes does what a dictionary does."""

import base64
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.dynamodb import Engine, decimals
from infra.local.dynamodb.key_conditions import SortRange
from infra.local.dynamodb.keys import after_prefix, encode_value
from infra.local.dynamodb.values import normalised
from tests.infra.local.dynamodb.backend import Clock, key, number, table_definition, text

TABLE = "complaints"


@st.composite
def numbers(draw: st.DrawFn) -> Decimal:
    digits = draw(st.integers(min_value=-(10**38) + 1, max_value=10**38 - 1))
    exponent = draw(st.integers(min_value=-130, max_value=85))
    return Decimal((int(digits < 0), tuple(int(digit) for digit in str(abs(digits))), exponent))


def binary(content: bytes) -> dict[str, str]:
    return {"B": base64.b64encode(content).decode()}


def numeric(content: Decimal) -> dict[str, Any]:
    return normalised({"N": str(content)})


@pytest.mark.parametrize(
    ("values", "wire"),
    [
        pytest.param(st.text(st.characters(exclude_categories=["Cs"])), text, id="S"),
        pytest.param(numbers() | st.integers(-1000, 1000).map(Decimal), numeric, id="N"),
        pytest.param(st.binary(), binary, id="B"),
    ],
)
def test_encoding_keeps_the_order(values: st.SearchStrategy[Any], wire: Callable[[Any], dict[str, Any]]) -> None:
    @given(values, values)
    def holds(left: Any, right: Any) -> None:
        encoded = encode_value(wire(left)), encode_value(wire(right))
        order = (left.encode(), right.encode()) if isinstance(left, str) else (left, right)
        assert (encoded[0] < encoded[1]) == (order[0] < order[1])
        assert (encoded[0] == encoded[1]) == (order[0] == order[1])

    holds()


@given(numbers())
def test_numbers_have_one_spelling_and_keep_their_value(value: Decimal) -> None:
    spelling = decimals.normalised(str(value))
    assert Decimal(spelling) == value
    assert decimals.normalised(spelling) == spelling
    assert "E" not in spelling


@given(st.binary(), st.binary())
def test_prefix_range_holds_what_begins_with_the_prefix(prefix: bytes, candidate: bytes) -> None:
    for tested in (candidate, prefix + candidate):
        assert SortRange(prefix, after_prefix(prefix)).contains(tested) == tested.startswith(prefix)


partitions = st.sampled_from(["p", "q"])
sorts = st.sampled_from(["1", "2", "3"])
queues = st.none() | st.sampled_from(["a", "b"])
puts = st.tuples(st.just("put"), partitions, sorts, queues, st.integers(0, 9))
moves = st.tuples(st.just("move"), partitions, sorts, queues, st.integers(1, 9))
deletes = st.tuples(st.just("delete"), partitions, sorts, st.none(), st.just(0))
Step = tuple[str, str, str, str | None, int]
Model = dict[tuple[str, str], dict[str, Any]]


def waiting(queue: str | None) -> dict[str, Any]:
    return {} if queue is None else {"GPK": text("Q"), "GSK": text(queue)}


def run_on_model(model: Model, step: Step) -> None:
    operation, partition, sort, queue, amount = step
    place = (partition, sort)
    if operation == "delete":
        model.pop(place, None)
    elif operation == "put":
        model[place] = key(partition, sort) | waiting(queue) | {"n": number(amount)}
    else:
        old = model.get(place, key(partition, sort))
        kept = {name: value for name, value in old.items() if name not in ("GPK", "GSK", "n")}
        model[place] = kept | waiting(queue) | {"n": number(int(old.get("n", number(0))["N"]) + amount)}


def run_on_engine(engine: Engine, step: Step) -> None:
    operation, partition, sort, queue, amount = step
    place = {"TableName": TABLE, "Key": key(partition, sort)}
    if operation == "delete":
        engine.execute("DeleteItem", place)
    elif operation == "put":
        item = key(partition, sort) | waiting(queue) | {"n": number(amount)}
        engine.execute("PutItem", {"TableName": TABLE, "Item": item})
    else:
        index = "REMOVE GPK, GSK" if queue is None else "SET GPK = :q, GSK = :s"
        values = {":n": number(amount)} | ({} if queue is None else {":q": text("Q"), ":s": text(queue)})
        request = {"UpdateExpression": f"{index} ADD n :n", "ExpressionAttributeValues": values}
        engine.execute("UpdateItem", place | request)


@given(st.lists(puts | moves | deletes, max_size=25))
def test_any_program_does_what_a_dictionary_does(program: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        engine = Engine(Path(folder) / "engine.db", clock=Clock())
        engine.execute("CreateTable", table_definition(TABLE))
        model: Model = {}
        for step in program:
            run_on_model(model, step)
            run_on_engine(engine, step)
        found = engine.execute("Scan", {"TableName": TABLE})["Items"]
        assert found == [item for _, item in sorted(model.items())]
        indexed = engine.execute(
            "Query",
            {
                "TableName": TABLE,
                "IndexName": "queue",
                "KeyConditionExpression": "GPK = :q",
                "ExpressionAttributeValues": {":q": text("Q")},
            },
        )["Items"]
        expected = [item for _, item in sorted(model.items()) if "GSK" in item]
        assert indexed == sorted(expected, key=lambda item: str(item["GSK"]["S"]))
        engine.close()
