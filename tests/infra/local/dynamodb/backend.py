"""The three engines under one face, and the table the checks use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "us-east-1"
START = 1_800_000_000.0

_table_numbers = count(1)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@dataclass
class Backend:
    """An engine: how to make a client for it, and how to let time pass."""

    name: str
    make_client: Callable[[str], Any]
    pass_time: Callable[[float], None]
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.table = f"complaints-{next(_table_numbers)}"
        self.client = self.make_client("dynamodb")

    def create_table(self, **changes: Any) -> None:
        self.client.create_table(**(table_definition(self.table) | changes))

    def put(self, partition: str, sort: str = "1", **attributes: Any) -> None:
        self.client.put_item(TableName=self.table, Item=key(partition, sort) | attributes)

    def get(self, partition: str, sort: str = "1") -> dict[str, Any] | None:
        response = self.client.get_item(TableName=self.table, Key=key(partition, sort), ConsistentRead=True)
        item: dict[str, Any] | None = response.get("Item")
        return item

    def update(self, partition: str, expression: str, sort: str = "1", **rest: Any) -> dict[str, Any]:
        response = self.client.update_item(
            TableName=self.table, Key=key(partition, sort), UpdateExpression=expression, ReturnValues="ALL_NEW", **rest
        )
        attributes: dict[str, Any] = response["Attributes"]
        return attributes

    def query(self, condition: str, values: Mapping[str, Any], **rest: Any) -> dict[str, Any]:
        response: dict[str, Any] = self.client.query(
            TableName=self.table, KeyConditionExpression=condition, ExpressionAttributeValues=values, **rest
        )
        return response


@cache
def _session() -> boto3.session.Session:
    """One for all: a session reads its models once. The first use comes after moto has put its handlers in place."""
    return boto3.session.Session()


def make_client(service: str, endpoint: str | None = None, attempts: int = 1) -> Any:
    return _session().client(  # type: ignore[call-overload]
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(
            retries={"total_max_attempts": attempts, "mode": "standard"}, account_id_endpoint_mode="disabled"
        ),
    )


def table_definition(name: str, projection: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [key_element("PK", "HASH"), key_element("SK", "RANGE")],
        "AttributeDefinitions": [
            {"AttributeName": attribute, "AttributeType": "S"} for attribute in ("PK", "SK", "GPK", "GSK")
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "queue",
                "KeySchema": [key_element("GPK", "HASH"), key_element("GSK", "RANGE")],
                "Projection": projection or {"ProjectionType": "ALL"},
            }
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    }


def key_element(name: str, key_type: str) -> dict[str, str]:
    return {"AttributeName": name, "KeyType": key_type}


def key(partition: str, sort: str = "1") -> dict[str, Any]:
    return {"PK": text(partition), "SK": text(sort)}


def text(content: str) -> dict[str, str]:
    return {"S": content}


def number(content: int) -> dict[str, str]:
    return {"N": str(content)}


def refused(code: str, call: Callable[[], object]) -> dict[str, Any]:
    """The error response of a call that must be refused with this code."""
    with pytest.raises(ClientError) as caught:
        call()
    response: dict[str, Any] = dict(caught.value.response)
    assert response["Error"]["Code"] == code, response["Error"]
    return response
