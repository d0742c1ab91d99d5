"""Puts an engine under an ordinary boto3 client.

botocore emits `before-call` with the serialised request; a handler that returns a response takes the place of the
network. Everything else of the client (validation, paginators, waiters, resources, exception classes) works as ever.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel, Shape

from infra.local.dynamodb.errors import DynamoError
from infra.local.dynamodb.wire import read

Execute = Callable[[str, Mapping[str, Any]], dict[str, Any]]
Answer = tuple[AWSResponse, dict[str, Any]]

SERVICES = ("dynamodb", "dynamodbstreams")
PROTOCOL = "json"


def attach(client: Any, execute: Execute) -> None:
    service = client.meta.service_model
    if service.service_name not in SERVICES or service.resolved_protocol != PROTOCOL:
        raise ValueError(f"cannot attach to a client of {service.service_name} over {service.resolved_protocol}")

    def answer(model: OperationModel, params: Mapping[str, Any], **_: Any) -> Answer:
        try:
            response = execute(model.name, json.loads(params["body"]))
        except DynamoError as error:
            return _answer(400, _error(model, error))
        return _answer(200, read(response, model.output_shape))

    client.meta.events.register_first(f"before-call.{service.service_id.hyphenize()}", answer)


def _error(model: OperationModel, error: DynamoError) -> dict[str, Any]:
    shapes: dict[str, Shape] = {shape.name: shape for shape in model.error_shapes}
    members = read(error.members, shapes[error.code]) if error.members else {}
    return {"Error": {"Code": error.code, "Message": error.message}, "message": error.message, **members}


def _answer(status: int, parsed: dict[str, Any]) -> Answer:
    metadata = {"HTTPStatusCode": status, "HTTPHeaders": {}, "RequestId": "embedded", "RetryAttempts": 0}
    return AWSResponse("embedded:", status, HTTPHeaders(), None), {**parsed, "ResponseMetadata": metadata}
