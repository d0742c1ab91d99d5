"""An index holds what its projection says, and a projection expression shows what it asks for."""

from typing import Any

import pytest

from tests.infra.local.dynamodb.backend import Backend, key, number, refused, table_definition, text

KEYS = key("a") | {"GPK": text("Q"), "GSK": text("1")}


@pytest.mark.parametrize(
    ("projection", "shown"),
    [
        ({"ProjectionType": "KEYS_ONLY"}, KEYS),
        ({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x"]}, KEYS | {"x": number(1)}),
        ({"ProjectionType": "ALL"}, KEYS | {"x": number(1), "y": number(2)}),
    ],
    ids=["keys only", "include", "all"],
)
def test_index_holds_what_its_projection_says(
    embedded: Backend, projection: dict[str, Any], shown: dict[str, Any]
) -> None:
    embedded.client.delete_table(TableName=embedded.table)
    embedded.client.create_table(**table_definition(embedded.table, projection))
    embedded.put("a", GPK=text("Q"), GSK=text("1"), x=number(1), y=number(2))
    assert embedded.query("GPK = :q", {":q": text("Q")}, IndexName="queue")["Items"] == [shown]
    assert embedded.client.scan(TableName=embedded.table, IndexName="queue")["Items"] == [shown]
    if "y" not in shown:
        refused(
            "ValidationException",
            lambda: embedded.query("GPK = :q", {":q": text("Q")}, IndexName="queue", ProjectionExpression="y"),
        )


def test_projection_expression_reaches_into_maps_and_lists(embedded: Backend) -> None:
    embedded.put("a", m={"M": {"a": number(1), "b": number(2)}}, l={"L": [number(0), number(1), number(2)]})
    response = embedded.client.get_item(
        TableName=embedded.table,
        Key=key("a"),
        ProjectionExpression="m.#b, l[2], l[0], nope",
        ExpressionAttributeNames={"#b": "b"},
    )
    assert response["Item"] == {"m": {"M": {"b": number(2)}}, "l": {"L": [number(0), number(2)]}}


def test_list_elements_set_beyond_the_end_follow_in_order(embedded: Backend) -> None:
    embedded.put("a", l={"L": [number(0)]})
    values = {":ten": number(10), ":twenty": number(20)}
    found = embedded.update("a", "SET l[20] = :twenty, l[10] = :ten", ExpressionAttributeValues=values)
    assert found["l"] == {"L": [number(0), number(10), number(20)]}
