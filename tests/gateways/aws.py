"""Clients of an AWS that is not there."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError


def client(service: str, *, region: str = "us-east-1") -> Any:
    return boto3.client(service, region_name=region)  # type: ignore[call-overload]


def failing(service: str, error: Exception) -> Any:
    """Every call ends with this error."""

    def fail(**_: Any) -> None:
        raise error

    made = client(service)
    made.meta.events.register(f"before-parameter-build.{service}", fail)
    return made


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "refused by the test"}}, "Operation")


OUTAGES = (
    refused("InternalError"),
    refused("ThrottlingException"),
    refused("AccessDenied"),
    EndpointConnectionError(endpoint_url="https://aws.test"),
    ReadTimeoutError(endpoint_url="https://aws.test"),
)
