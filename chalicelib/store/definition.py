"""The table as ``CreateTable`` wants it. The template in ``infra/aws`` says the same; a test compares the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TTL_ATTRIBUTE: Final = "expires"
STREAM_VIEW: Final = "NEW_IMAGE"
KEYS: Final = ("PK", "SK")
INDEXES: Final = {
    "queue": ("queue_key", "queue_sort", "ALL"),
    "oldest": ("oldest_key", "oldest_sort", "KEYS_ONLY"),
    "due": ("due_key", "due_sort", "KEYS_ONLY"),
}


def definition(name: str) -> dict[str, Any]:
    """Parameters of ``CreateTable``; all key attributes are strings."""
    attributes = [*KEYS, *(key for pair in INDEXES.values() for key in pair[:2])]
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _schema(*KEYS),
        "AttributeDefinitions": [{"AttributeName": one, "AttributeType": "S"} for one in attributes],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index,
                "KeySchema": _schema(partition, sort),
                "Projection": {"ProjectionType": projection},
            }
            for index, (partition, sort, projection) in INDEXES.items()
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": STREAM_VIEW},
    }


def create(client: DynamoDBClient, name: str) -> None:
    """Creates the table with its expiry, unless it is there."""
    if name in client.list_tables()["TableNames"]:
        return
    client.create_table(**definition(name))
    client.update_time_to_live(
        TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": TTL_ATTRIBUTE}
    )


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
