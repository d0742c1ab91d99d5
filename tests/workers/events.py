"""The events as AWS sends them.

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from infra.local.events import as_json
from tests.support.world import World

QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:intake"
STREAM_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/huiyin/stream/2026-11-11T00:00:00.000"


def sqs_event(*bodies: str) -> dict[str, Any]:
    """Records with the message ids ``m-0``, ``m-1`` …"""
    return {"Records": [_sqs_record(f"m-{number}", body) for number, body in enumerate(bodies)]}


def failed(answer: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def ses_notice(*, bucket: str, key: str, recipients: Sequence[str], message: str = "ses-1") -> str:
    """The body of a queue message: SES told SNS, SNS told SQS."""
    notice = {
        "notificationType": "Received",
        "mail": {"messageId": message, "source": "wang@customer.example", "destination": list(recipients)},
        "receipt": {
            "recipients": list(recipients),
            "spamVerdict": {"status": "PASS"},
            "virusVerdict": {"status": "PASS"},
            "action": {"type": "S3", "bucketName": bucket, "objectKey": key},
        },
    }
    return json.dumps({"Type": "Notification", "MessageId": "sns-1", "Message": json.dumps(notice)})


def stream_event(world: World, complaint: str, *, event_name: str = "INSERT") -> dict[str, Any]:
    """A record for every row of a complaint, keys and images in DynamoDB's JSON."""
    return rows_event(world, f"C#demo#{complaint}", event_name=event_name)


def rows_event(world: World, partition: str, *, event_name: str = "INSERT") -> dict[str, Any]:
    """A record for every row of a partition."""
    items = world.client.query(
        TableName=world.runtime.table.name,
        KeyConditionExpression="PK = :p",
        ExpressionAttributeValues={":p": {"S": partition}},
    )["Items"]
    return {"Records": [_stream_record(str(number), item, event_name) for number, item in enumerate(items)]}


def _sqs_record(message: str, body: str) -> dict[str, Any]:
    return {
        "messageId": message,
        "receiptHandle": "AQEB",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1794362400000",
            "SenderId": "AIDA",
            "ApproximateFirstReceiveTimestamp": "1794362400001",
        },
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": QUEUE_ARN,
        "awsRegion": "us-east-1",
    }


def _stream_record(number: str, item: dict[str, Any], event_name: str) -> dict[str, Any]:
    return {
        "eventID": number,
        "eventName": event_name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1794362400,
            "Keys": {"PK": item["PK"], "SK": item["SK"]},
            "NewImage": as_json(item),
            "SequenceNumber": number,
            "SizeBytes": 100,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": STREAM_ARN,
    }
