"""Rules for functions and the API in front of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from .reading import FUNCTION, Template, allows, listed, pointed_at, resources, sources, statements

API_SECONDS: Final = 29
"""API Gateway hangs up after this long."""
LEAST_MEMORY: Final = 512
_SECRET_NAME: Final = re.compile(r"SECRET|PASSWORD|TOKEN|CREDENTIAL|(?<!SIGNING_)KEY$")
_SECRET_VALUE: Final = re.compile(r"AKIA[A-Z0-9]{16}|-----BEGIN|^[A-Za-z0-9+/_-]{40,}={0,2}$")
_READS: Final = {
    "SQS": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "DynamoDB": ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"),
}


def handlers_live_in_app(template: Template) -> Iterator[str]:
    """A handler of a Blueprint would run without app.py and so without its middleware."""
    for name, properties in resources(template, FUNCTION):
        if not properties["Handler"].startswith("app."):
            yield f"{name}: handler {properties['Handler']} is not in app.py"


def the_api_answers_in_time(template: Template) -> Iterator[str]:
    for name, properties in resources(template, FUNCTION):
        if properties["Handler"] == "app.app" and properties["Timeout"] > API_SECONDS:
            yield f"{name}: {properties['Timeout']} s is longer than API Gateway waits ({API_SECONDS} s)"


def the_api_is_regional(template: Template) -> Iterator[str]:
    for name, properties in resources(template, "AWS::Serverless::Api"):
        if properties.get("EndpointConfiguration") not in ("REGIONAL", {"Type": "REGIONAL"}):
            yield f"{name}: the endpoint is not REGIONAL"


def functions_have_memory(template: Template) -> Iterator[str]:
    for name, properties in resources(template, FUNCTION):
        if properties.get("MemorySize", 0) < LEAST_MEMORY:
            yield f"{name}: less than {LEAST_MEMORY} MB makes cold starts slow"


def functions_keep_their_logs(template: Template) -> Iterator[str]:
    """In a log group of ours, which forgets after a while and which only that function's role may write."""
    groups = dict(resources(template, "AWS::Logs::LogGroup"))
    for name, properties in resources(template, FUNCTION):
        group = pointed_at(properties.get("LoggingConfig", {}).get("LogGroup"))
        if group not in groups or "RetentionInDays" not in groups[group]:
            yield f"{name}: logs to no group of ours with a retention"
            continue
        role = pointed_at(properties["Role"])
        actions = ("logs:CreateLogStream", "logs:PutLogEvents")
        if role is None or not all(allows(template, role=role, action=action, on=group) for action in actions):
            yield f"{name}: its role may not write to {group}"


def every_function_has_its_own_role(template: Template) -> Iterator[str]:
    used = Counter(pointed_at(properties["Role"]) for _, properties in resources(template, FUNCTION))
    for role, times in used.items():
        if times > 1:
            yield f"{role}: {times} functions share this role"


def roles_may_read_their_sources(template: Template) -> Iterator[str]:
    roles = {name: pointed_at(properties["Role"]) for name, properties in resources(template, FUNCTION)}
    for source in sources(template):
        role = roles[source.function]
        for action in _READS.get(source.kind, ()):
            if source.origin is None or role is None:
                yield f"{source.function}: reads {source.kind} from outside of this template"
            elif not allows(template, role=role, action=action, on=source.origin):
                yield f"{source.function}: its role lacks {action} on {source.origin}"


def no_role_may_everything(template: Template) -> Iterator[str]:
    """Neither on every resource nor every action; none of our services needs it."""
    for name, _ in resources(template, "AWS::IAM::Role"):
        for statement in statements(template, name):
            if "*" in listed(statement["Resource"]):
                yield f"{name}: {statement.get('Sid', 'a statement')} is for every resource"
            if any(action == "*" or action.endswith(":*") for action in listed(statement["Action"])):
                yield f"{name}: {statement.get('Sid', 'a statement')} allows every action"


def no_secret_is_in_the_environment(template: Template) -> Iterator[str]:
    shared = template.get("Globals", {}).get("Function", {})
    owners = [("Globals", shared), *resources(template, FUNCTION)]
    for owner, properties in owners:
        for name, value in properties.get("Environment", {}).get("Variables", {}).items():
            if _SECRET_NAME.search(name) or (isinstance(value, str) and _SECRET_VALUE.search(value)):
                yield f"{owner}: {name} looks like a secret; keep it in the parameter store"
