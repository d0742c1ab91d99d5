"""``python -m tools.deploy --package build/package --stage STAGE [Name=value …]`` deploys to the caller's AWS account.

Parameters of the template that are not named keep their value from the last time. The first time the signing key is
made, and the stack is deployed twice: the address of the API is known only after the first.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.exceptions import ClientError

from tools.package import Package

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

CAPABILITIES: Final = ("CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND")
NOTHING_TO_DO: Final = ("didn't contain changes", "No updates are to be performed")
POLL_SECONDS: Final = 2.0


class DeploymentFailed(Exception):
    """Why CloudFormation did not do it."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the caller names; everything else stays as it is."""

    named: dict[str, str]

    def for_stack(self, template: dict[str, Any], existing: set[str]) -> list[dict[str, Any]]:
        """Raises ``DeploymentFailed`` for a name the template does not know."""
        known = template["Parameters"].keys()
        unknown = self.named.keys() - known
        if unknown:
            raise DeploymentFailed(f"no such parameter: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        unnamed = sorted((existing & known) - self.named.keys())
        kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in unnamed]
        return kept + [{"ParameterKey": name, "ParameterValue": value} for name, value in self.named.items()]


class Artifacts:
    """The bucket that CloudFormation reads from. Names hold the hash of the content, so nothing is overwritten."""

    def __init__(self, session: boto3.Session) -> None:
        account = session.client("sts").get_caller_identity()["Account"]
        self.bucket = f"huiyin-artifacts-{account}-{session.region_name}"
        self.client = session.client("s3")
        self.region = session.region_name

    def keep(self, data: bytes, *, suffix: str) -> str:
        """The key under which the bytes now lie."""
        self._ensure_bucket()
        key = f"{sha256(data).hexdigest()[:32]}{suffix}"
        self.client.put_object(Bucket=self.bucket, Key=key, Body=data)
        return key

    def url(self, key: str) -> str:
        return f"{self.client.meta.endpoint_url}/{self.bucket}/{key}"

    def _ensure_bucket(self) -> None:
        try:
            self.client.head_bucket(Bucket=self.bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] != "404":
                raise
            place: Any = {"LocationConstraint": self.region}
            more = {} if self.region == "us-east-1" else {"CreateBucketConfiguration": place}
            self.client.create_bucket(Bucket=self.bucket, **more)


class Stack:
    """One CloudFormation stack, changed through change sets."""

    def __init__(self, client: CloudFormationClient, name: str, *, poll_seconds: float = POLL_SECONDS) -> None:
        self.client = client
        self.name = name
        self.poll_seconds = poll_seconds

    def description(self) -> dict[str, Any] | None:
        """``None`` when there is no stack yet, or only an empty shell of one."""
        try:
            found = self.client.describe_stacks(StackName=self.name)["Stacks"]
        except ClientError as error:
            if "does not exist" in error.response["Error"]["Message"]:
                return None
            raise
        return None if found[0]["StackStatus"] == "REVIEW_IN_PROGRESS" else dict(found[0])

    def outputs(self) -> dict[str, str]:
        return {one["OutputKey"]: one["OutputValue"] for one in (self.description() or {}).get("Outputs", [])}

    def parameters(self) -> dict[str, str]:
        """As they were chosen the last time."""
        found = (self.description() or {}).get("Parameters", [])
        return {one["ParameterKey"]: one["ParameterValue"] for one in found}

    def apply(self, url: str, template: dict[str, Any], parameters: Parameters) -> bool:
        """Whether anything was to change. Raises ``DeploymentFailed``."""
        present = self.description()
        existing = {one["ParameterKey"] for one in (present or {}).get("Parameters", [])}
        change_set = self.client.create_change_set(
            StackName=self.name,
            ChangeSetName=f"deploy-{secrets.token_hex(6)}",
            ChangeSetType="UPDATE" if present else "CREATE",
            TemplateURL=url,
            Parameters=parameters.for_stack(template, existing),  # type: ignore[arg-type]
            Capabilities=list(CAPABILITIES),
        )["Id"]
        if not self._is_ready(change_set):
            return False
        self.client.execute_change_set(ChangeSetName=change_set)
        self._follow()
        return True

    def _is_ready(self, change_set: str) -> bool:
        while True:
            state = self.client.describe_change_set(ChangeSetName=change_set)
            if state["Status"] == "CREATE_COMPLETE":
                return True
            if state["Status"] == "FAILED":
                reason = state.get("StatusReason", "")
                self.client.delete_change_set(ChangeSetName=change_set)
                if any(words in reason for words in NOTHING_TO_DO):
                    return False
                raise DeploymentFailed(reason)
            time.sleep(self.poll_seconds)

    def _follow(self) -> None:
        """Prints what fails or finishes until the stack rests."""
        while True:
            status = self.client.describe_stacks(StackName=self.name)["Stacks"][0]["StackStatus"]
            if not status.endswith("IN_PROGRESS"):
                break
            print(f"  {time.strftime('%H:%M:%S')} {status}", flush=True)
            time.sleep(self.poll_seconds)
        if "ROLLBACK" in status or status.endswith("FAILED"):
            raise DeploymentFailed("\n".join([status, *self._failures()]))

    def _failures(self) -> list[str]:
        events = self.client.describe_stack_events(StackName=self.name)["StackEvents"]
        return [
            f"  {one.get('LogicalResourceId')}: {one.get('ResourceStatusReason', '')}"
            for one in events
            if one.get("ResourceStatus", "").endswith("FAILED")
        ]


def prepare(session: boto3.Session, *, stage: str, shop: str, seal_keys: list[str]) -> None:
    """What a new deployment needs to open: keys for links and for search values, and the form of its default shop."""
    keep_once(session, f"/huiyin/{stage}/signing-key", secrets.token_urlsafe(32))
    keep_once(session, f"/huiyin/{stage}/search-key", secrets.token_urlsafe(32))
    for name in seal_keys:
        keep_once(session, f"/huiyin/{stage}/{name}", secrets.token_urlsafe(32))
    keep_once(session, f"/huiyin/{stage}/channels/form/{shop}", json.dumps({"shop": shop}))


def keep_once(session: boto3.Session, name: str, value: str) -> None:
    """A parameter that is there stays as it is; values are never shown."""
    client = session.client("ssm")
    try:
        client.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=False)
    except client.exceptions.ParameterAlreadyExists:
        return
    print(f"made {name}")


def deploy(
    package: Package, *, stage: str, named: dict[str, str], session: boto3.Session, poll_seconds: float = POLL_SECONDS
) -> dict[str, str]:
    """The stack's outputs. Raises ``DeploymentFailed``."""
    artifacts = Artifacts(session)
    template = json.loads(package.template.read_text(encoding="utf-8"))
    code = f"s3://{artifacts.bucket}/{artifacts.keep(package.zip.read_bytes(), suffix='.zip')}"
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = code
    url = artifacts.url(artifacts.keep(json.dumps(template, ensure_ascii=False).encode(), suffix=".json"))
    stack = Stack(session.client("cloudformation"), f"huiyin-{stage}", poll_seconds=poll_seconds)
    chosen = {name: one.get("Default") for name, one in template["Parameters"].items()} | stack.parameters() | named
    prepare(session, stage=stage, shop=chosen["DefaultShop"], seal_keys=chosen["SealKeys"].split(","))
    parameters = {"Stage": stage, **named}
    is_first = stack.description() is None
    changed = stack.apply(url, template, Parameters(parameters))
    if is_first and "PublicUrl" not in named:
        address = stack.outputs()["EndpointURL"].rstrip("/")
        stack.apply(url, template, Parameters({**parameters, "PublicUrl": address}))
    if not changed:
        print("nothing to change")
    return stack.outputs()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.deploy", description=__doc__)
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--stage", required=True)
    parser.add_argument("parameters", nargs="*", metavar="Name=value")
    given = parser.parse_args()
    wrong = [one for one in given.parameters if "=" not in one]
    if wrong:
        parser.error(f"not of the form Name=value: {' '.join(wrong)}")
    named = dict(one.split("=", 1) for one in given.parameters)
    try:
        outputs = deploy(Package(given.package), stage=given.stage, named=named, session=boto3.Session())
    except DeploymentFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    for name, value in sorted(outputs.items()):
        print(f"{name:<20} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
