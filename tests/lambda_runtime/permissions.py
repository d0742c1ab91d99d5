"""IAM in small: may this role do that on this resource? Only ``Allow`` and wildcards in resources: our policies have
no more.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Any

from infra.aws.assertions.reading import FUNCTION, listed, pointed_at, resources, statements

from .cloud import STAGE
from .recording import ACCOUNT, Asked

_PSEUDO = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": ACCOUNT, "Stage": STAGE}
_ARNS = {
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{{}}",
    "AWS::SQS::Queue": f"arn:aws:sqs:us-east-1:{ACCOUNT}:{{}}",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{{}}:*",
}


def allowed(template: dict[str, Any], asked: Asked) -> bool:
    role = next(
        pointed_at(properties["Role"])
        for _, properties in resources(template, FUNCTION)
        if properties["Handler"] == f"app.{asked.function}"
    )
    return any(
        asked.action in listed(one["Action"])
        and any(fnmatchcase(asked.resource, _arn(template, resource)) for resource in listed(one["Resource"]))
        for one in statements(template, str(role))
    )


def _arn(template: dict[str, Any], resource: object) -> str:
    match resource:
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return _attribute(template, f"{name}.{attribute}")
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^}]+)\}", lambda found: _attribute(template, found[1]), text)
    raise TypeError(f"{resource} is not understood here")


def _attribute(template: dict[str, Any], name: str) -> str:
    """Resources are called by their logical id in the emulated cloud, buckets in lower case."""
    if name in _PSEUDO:
        return _PSEUDO[name]
    logical_id, _, attribute = name.partition(".")
    kind = template["Resources"][logical_id]["Type"]
    called = logical_id.lower() if kind == "AWS::S3::Bucket" else logical_id
    return _ARNS[kind].format(called) + ("/stream/1" if attribute == "StreamArn" else "")
