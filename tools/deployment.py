"""Which deployment a command works on: the one machine by its data folder, or a stage in AWS by its stack."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3

from chalicelib.runtime import Runtime
from chalicelib.runtime.aws import from_environment
from infra.local.machine import Machine, Options

_UNUSED = "unused"
"""For variables that only serving requests needs."""


def add_place(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    place = parser.add_mutually_exclusive_group(required=required)
    place.add_argument("--data", type=Path, help="data folder of the one machine, which must not be running")
    place.add_argument("--stage", help="stage in the AWS account of the caller")


@contextmanager
def runtime_of(given: argparse.Namespace) -> Iterator[Runtime]:
    """Raises ``Unusable`` when the machine of that folder is running."""
    if given.stage:
        yield from_environment(variables_of(given.stage))
        return
    machine = Machine(Options(data=given.data, url="http://127.0.0.1:8000"))
    try:
        yield machine.runtime
    finally:
        machine.close()


def variables_of(stage: str) -> dict[str, str]:
    """What the template sets for functions, as far as commands need it."""
    [stack] = boto3.client("cloudformation").describe_stacks(StackName=f"huiyin-{stage}")["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}
    chosen = {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", [])}
    return {
        "STAGE": stage,
        "TABLE_NAME": outputs["TableName"],
        "INTAKE_QUEUE_URL": outputs["IntakeQueueUrl"],
        "OBJECTS_BUCKET": outputs["ObjectsBucketName"],
        "PARAMETER_PREFIX": f"/huiyin/{stage}",
        "SEAL_KEYS": chosen.get("SealKeys", "seal-key"),
        **dict.fromkeys(("DUE_QUEUE_URL", "OIDC_ISSUER", "OIDC_AUDIENCE"), _UNUSED),
    }
