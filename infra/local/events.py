"""AWS events as Lambda gets them, from what happened on the one machine."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from .queue import ReceivedMessage

REGION: Final = "us-east-1"
ACCOUNT: Final = "000000000000"


def sqs_event(queue: str, messages: Iterable[ReceivedMessage]) -> dict[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
    return {
        "Records": [
            {
                "messageId": message.message_id,
                "receiptHandle": message.receipt_handle,
                "body": message.body,
                "attributes": {
                    "ApproximateReceiveCount": str(message.receive_count),
                    "SentTimestamp": str(int(message.sent_at * 1000)),
                },
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
                "awsRegion": REGION,
            }
            for message in messages
        ]
    }


def stream_event(stream: str, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"""
    told = [as_json(record) for record in records]
    return {"Records": [{**record, "eventSource": "aws:dynamodb", "eventSourceARN": stream} for record in told]}


def as_json(value: Any) -> Any:
    """An event is JSON, in which bytes are base64."""
    match value:
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case Mapping():
            return {name: as_json(inner) for name, inner in value.items()}
        case list() | tuple():
            return [as_json(inner) for inner in value]
        case _:
            return value


def schedule_event(rule: str, *, at: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html"""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": at,
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{rule}"],
        "detail": {},
    }


def api_event(
    *,
    method: str,
    path: str,
    resource: str,
    path_parameters: Mapping[str, str],
    query: Mapping[str, list[str]],
    headers: Mapping[str, str],
    body: bytes,
    is_binary: bool,
    source_address: str,
) -> dict[str, Any]:
    """A REST API's Lambda proxy event.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": dict(query) or None,
        "pathParameters": dict(path_parameters) or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": path,
            "stage": "local",
            "requestId": str(uuid.uuid4()),
            "identity": {"sourceIp": source_address},
            "accountId": ACCOUNT,
            "apiId": "local",
        },
        "body": base64.b64encode(body).decode() if is_binary else body.decode("utf-8", "replace"),
        "isBase64Encoded": is_binary,
    }
