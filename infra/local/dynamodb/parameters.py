"""Which members of which requests are implemented. Anything else is refused, never ignored."""

from collections.abc import Mapping
from typing import Any

from infra.local.dynamodb.errors import not_supported, validation

Request = Mapping[str, Any]

_PLACEHOLDERS = {"ExpressionAttributeNames", "ExpressionAttributeValues"}
_CONDITION = {"TableName", "ConditionExpression", "ReturnValuesOnConditionCheckFailure"} | _PLACEHOLDERS
_WRITE = _CONDITION | {"ReturnValues", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"}
_PROJECTED = {"ProjectionExpression", "ExpressionAttributeNames"}
_RANGE = {
    "TableName",
    "IndexName",
    "FilterExpression",
    "ProjectionExpression",
    "Select",
    "Limit",
    "ExclusiveStartKey",
    "ConsistentRead",
    "ReturnConsumedCapacity",
} | _PLACEHOLDERS

IMPLEMENTED: Mapping[str, set[str]] = {
    "CreateTable": {
        "TableName",
        "AttributeDefinitions",
        "KeySchema",
        "BillingMode",
        "ProvisionedThroughput",
        "GlobalSecondaryIndexes",
        "StreamSpecification",
        "DeletionProtectionEnabled",
    },
    "CreateTable.GlobalSecondaryIndexes": {"IndexName", "KeySchema", "Projection", "ProvisionedThroughput"},
    "DescribeTable": {"TableName"},
    "ListTables": {"ExclusiveStartTableName", "Limit"},
    "DeleteTable": {"TableName"},
    "UpdateTimeToLive": {"TableName", "TimeToLiveSpecification"},
    "DescribeTimeToLive": {"TableName"},
    "PutItem": _WRITE | {"Item"},
    "UpdateItem": _WRITE | {"Key", "UpdateExpression"},
    "DeleteItem": _WRITE | {"Key"},
    "GetItem": _PROJECTED | {"TableName", "Key", "ConsistentRead", "ReturnConsumedCapacity"},
    "BatchGetItem": {"RequestItems", "ReturnConsumedCapacity"},
    "BatchGetItem.RequestItems": _PROJECTED | {"Keys", "ConsistentRead"},
    "BatchWriteItem": {"RequestItems", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"},
    "BatchWriteItem.PutRequest": {"Item"},
    "BatchWriteItem.DeleteRequest": {"Key"},
    "TransactGetItems": {"TransactItems", "ReturnConsumedCapacity"},
    "TransactGetItems.Get": _PROJECTED | {"TableName", "Key"},
    "TransactWriteItems": {
        "TransactItems",
        "ClientRequestToken",
        "ReturnConsumedCapacity",
        "ReturnItemCollectionMetrics",
    },
    "TransactWriteItems.Put": _CONDITION | {"Item"},
    "TransactWriteItems.Update": _CONDITION | {"Key", "UpdateExpression"},
    "TransactWriteItems.Delete": _CONDITION | {"Key"},
    "TransactWriteItems.ConditionCheck": _CONDITION | {"Key"},
    "Query": _RANGE | {"KeyConditionExpression", "ScanIndexForward"},
    "Scan": _RANGE,
    "ListStreams": {"TableName", "Limit", "ExclusiveStartStreamArn"},
    "DescribeStream": {"StreamArn", "Limit", "ExclusiveStartShardId"},
    "GetShardIterator": {"StreamArn", "ShardId", "ShardIteratorType", "SequenceNumber"},
    "GetRecords": {"ShardIterator", "Limit"},
}


def check_parameters(shape: str, request: Request) -> None:
    """`shape` is an operation, or an operation and the structure inside it."""
    unknown = sorted(request.keys() - IMPLEMENTED[shape])
    if unknown:
        raise not_supported(f"the parameter {', '.join(unknown)} of {shape}")


def choice(request: Request, name: str, *allowed: str) -> str:
    """One of the allowed words; the first is the default."""
    value: str = request.get(name, allowed[0])
    if value not in allowed:
        raise validation(f"{name} can only be {' or '.join(allowed)}, not {value}")
    return value


def positive(request: Request, name: str, maximum: int | None = None) -> int | None:
    value: int | None = request.get(name)
    if value is not None and (value < 1 or (maximum is not None and value > maximum)):
        raise validation(f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint")
    return value
