"""Puts an engine under an ordinary boto3 client.

botocore emits `before-call` with the serialised request; a handler that returns a response takes the place of the
network. Everything else of the client (validation, paginators, waiters, resources, exception classes) works as ever.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel
from botocore.parsers import create_parser

from infra.local.dynamodb.errors import DynamoError

Execute = Callable[[str, Mapping[str, Any]], dict[str, Any]]

SERVICES = ("dynamodb", "dynamodbstreams")
PROTOCOL = "json"


def attach(client: Any, execute: Execute) -> None:
    service = client.meta.service_model
    if service.service_name not in SERVICES or service.resolved_protocol != PROTOCOL:
        raise ValueError(f"cannot attach to a client of {service.service_name} over {service.resolved_protocol}")

    def answer(model: OperationModel, params: Mapping[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        try:
            return _answer(200, _parsed(model, execute(model.name, json.loads(params["body"]))))
        except DynamoError as error:
            return _answer(400, _parsed_error(model, error))

    client.meta.events.register_first(f"before-call.{service.service_id.hyphenize()}", answer)


_PARSER = create_parser(PROTOCOL)


def _parsed(model: OperationModel, response: Mapping[str, Any]) -> dict[str, Any]:
    """What botocore would read from the wire: bytes for binaries, dates for timestamps."""
    return _read(200, response, model.output_shape)


def _parsed_error(model: OperationModel, error: DynamoError) -> dict[str, Any]:
    body = {"__type": error.code, "message": error.message, **error.members}
    parsed = _read(400, body, model.output_shape)
    shape = model.service_model.shape_for_error_code(error.code)  # type: ignore[arg-type]  # the stub is wrong
    if shape is not None:
        parsed.update(_read(200, body, shape))
    return parsed


def _read(status: int, body: Mapping[str, Any], shape: Any) -> dict[str, Any]:
    wire = {"status_code": status, "headers": {}, "body": json.dumps(body).encode()}
    parsed: dict[str, Any] = _PARSER.parse(wire, shape)
    return parsed


def _answer(status: int, parsed: dict[str, Any]) -> tuple[AWSResponse, dict[str, Any]]:
    parsed["ResponseMetadata"] = {
        "HTTPStatusCode": status,
        "HTTPHeaders": {},
        "RequestId": "embedded",
        "RetryAttempts": 0,
    }
    return AWSResponse("embedded:", status, HTTPHeaders(), None), parsed
