"""Events as the AWS services send them."""

from __future__ import annotations

import json
import uuid
from typing import Any

from infra.local.events import as_json


def api_gateway(
    method: str,
    path: str,
    *,
    resource: str | None = None,
    values: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    body: object = None,
    token: str | None = None,
) -> dict[str, Any]:
    """A REST API proxy event. ``resource`` is the route with its ``{names}``, ``values`` what they stand for."""
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Host": "api.example"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return {
        "resource": resource or path,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": values,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource or path,
            "httpMethod": method,
            "path": f"/api{path}",
            "stage": "api",
            "requestId": str(uuid.uuid4()),
            "identity": {"sourceIp": "127.0.0.1"},
            "accountId": "000000000000",
            "apiId": "packaged",
        },
        "body": None if body is None else json.dumps(body, ensure_ascii=False),
        "isBase64Encoded": False,
    }


def sqs(bodies: list[str], *, queue: str) -> dict[str, Any]:
    return {"Records": [_sqs_record(body, queue) for body in bodies]}


def _sqs_record(body: str, queue: str) -> dict[str, Any]:
    name = str(uuid.uuid4())
    return {
        "messageId": name,
        "receiptHandle": name,
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "0", "SenderId": "packaged"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:000000000000:{queue}",
        "awsRegion": "us-east-1",
    }


def scheduled() -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": ["arn:aws:events:us-east-1:000000000000:rule/minute"],
        "detail": {},
    }


def stream_inserts(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the table's stream says of new rows."""
    return {
        "Records": [
            {
                "eventID": str(number),
                "eventName": "INSERT",
                "eventVersion": "1.1",
                "eventSource": "aws:dynamodb",
                "awsRegion": "us-east-1",
                "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/any/stream/1",
                "dynamodb": {
                    "Keys": {"PK": row["PK"], "SK": row["SK"]},
                    "NewImage": as_json(row),
                    "SequenceNumber": str(number),
                    "StreamViewType": "NEW_IMAGE",
                },
            }
            for number, row in enumerate(rows, start=1)
        ]
    }


def ses_notice(*, bucket: str, key: str, recipient: str) -> str:
    """What SES says, through SNS with raw delivery, when it has put a mail into a bucket."""
    passed = {"status": "PASS"}
    return json.dumps(
        {
            "notificationType": "Received",
            "mail": {"messageId": key, "source": "customer@customer.example", "destination": [recipient]},
            "receipt": {
                "recipients": [recipient],
                "action": {"type": "S3", "bucketName": bucket, "objectKey": key},
                **{f"{name}Verdict": passed for name in ("spam", "virus", "spf", "dkim", "dmarc")},
            },
        }
    )
