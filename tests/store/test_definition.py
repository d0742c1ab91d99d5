"""The table of the program and the table of the template are one table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.store.definition import STREAM_VIEW, TTL_ATTRIBUTE, create, definition
from tests.store.shelf import TABLE, Shelf

TEMPLATE = Path(__file__).parents[2] / "infra" / "aws" / "resources" / "table.yaml"


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    resources = yaml.safe_load(TEMPLATE.read_text())["Resources"]
    properties: dict[str, Any] = resources["Table"]["Properties"]
    return properties


def by_name(elements: list[dict[str, Any]], name: str) -> dict[str, dict[str, Any]]:
    return {element[name]: element for element in elements}


@pytest.mark.parametrize("what", ["BillingMode", "KeySchema"])
def test_the_template_says_the_same(template: dict[str, Any], what: str) -> None:
    assert template[what] == definition(TABLE)[what]


def test_the_template_has_the_same_attributes_and_indexes(template: dict[str, Any]) -> None:
    ours = definition(TABLE)
    for what, name in (("AttributeDefinitions", "AttributeName"), ("GlobalSecondaryIndexes", "IndexName")):
        assert by_name(template[what], name) == by_name(ours[what], name)


def test_the_template_has_the_same_stream_and_expiry(template: dict[str, Any]) -> None:
    assert template["StreamSpecification"] == {"StreamViewType": STREAM_VIEW}
    assert definition(TABLE)["StreamSpecification"]["StreamViewType"] == STREAM_VIEW
    assert template["TimeToLiveSpecification"] == {"Enabled": True, "AttributeName": TTL_ATTRIBUTE}


def test_creating_the_table_twice_is_creating_it_once(shelf: Shelf) -> None:
    shelf.put()
    create(shelf.client, TABLE)
    assert shelf.store.complaint("demo", "c1").version == 1


def test_the_created_table_expires_what_the_store_lets_expire(shelf: Shelf) -> None:
    described = shelf.client.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    assert (described["TimeToLiveStatus"], described["AttributeName"]) == ("ENABLED", "expires")
