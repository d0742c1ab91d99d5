"""The template's queue, table, buckets and parameters in moto, and the variables the template gives its functions."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import boto3

SHOP: Final = "demo"
STAGE: Final = "test"
MAILBOX: Final = "service@shop.example"
SELLER: Final = "A3TH9S8BH6GOGM"
ACCOUNTS: Final = {
    f"channels/form/{SHOP}": {"shop": SHOP, "settings": {"email_account": MAILBOX}},
    f"channels/email/{MAILBOX.replace('@', '_at_')}": {
        "shop": SHOP,
        "secrets": {"token_key": ["t" * 32]},
        "settings": {"from": MAILBOX},
    },
    f"channels/amazon/{SELLER}": {"shop": SHOP},
    "channels/jd/closed": {"shop": SHOP},
}
_TABLE_PROPERTIES: Final = (
    "AttributeDefinitions",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "KeySchema",
)


def keep_secret(endpoint: str, name: str, value: str) -> None:
    ssm = boto3.client("ssm", endpoint_url=endpoint)
    ssm.put_parameter(Name=f"/huiyin/{STAGE}/{name}", Value=value, Type="SecureString", Overwrite=True)


def connect_accounts(endpoint: str) -> None:
    """The shop's form, answering by mail from its mailbox."""
    for name, account in ACCOUNTS.items():
        keep_secret(endpoint, name, json.dumps(account))


class Cloud:
    """What the stack would have made. ``names`` maps logical ids and parameters to what ``Ref`` gives."""

    def __init__(self, endpoint: str, template: dict[str, Any]) -> None:
        self.endpoint = endpoint
        self.template = template
        self.names = {name: str(one.get("Default", "")) for name, one in template["Parameters"].items()}
        self.sqs = boto3.client("sqs", endpoint_url=endpoint)
        self._make()

    def _make(self) -> None:
        for name, resource in self.template["Resources"].items():
            if resource["Type"] == "AWS::SQS::Queue":
                self.names[name] = self.sqs.create_queue(QueueName=name)["QueueUrl"]
            elif resource["Type"] == "AWS::S3::Bucket":
                self.names[name] = name.lower()
                boto3.client("s3", endpoint_url=self.endpoint).create_bucket(Bucket=name.lower())
            elif resource["Type"] == "AWS::DynamoDB::Table":
                self.names[name] = name
                wanted = {key: resource["Properties"][key] for key in _TABLE_PROPERTIES}
                boto3.client("dynamodb", endpoint_url=self.endpoint).create_table(TableName=name, **wanted)
        for key in ("signing-key", "search-key", "seal-key"):
            keep_secret(self.endpoint, key, "k" * 32)
        connect_accounts(self.endpoint)

    def environment(self, **parameters: str) -> dict[str, str]:
        """The functions' variables as CloudFormation would resolve them."""
        names = {**self.names, "Stage": STAGE, "AWS::Region": "us-east-1", **parameters}
        variables = self.template["Globals"]["Function"]["Environment"]["Variables"]
        resolved = {name: self._resolve(value, names) for name, value in variables.items()}
        return {**resolved, "AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled"}

    def _resolve(self, value: object, names: dict[str, str]) -> str:
        match value:
            case {"Ref": str(name)}:
                return names[name]
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([^}]+)\}", lambda found: names[found[1]], text)
            case {"Fn::If": [str(condition), if_true, if_false]}:
                chosen = if_true if self._holds(self.template["Conditions"][condition], names) else if_false
                return self._resolve(chosen, names)
            case str(text):
                return text
        raise TypeError(f"{value} is not understood here")

    def _holds(self, condition: object, names: dict[str, str]) -> bool:
        match condition:
            case {"Fn::Not": [inner]}:
                return not self._holds(inner, names)
            case {"Fn::Equals": [left, right]}:
                return self._resolve(left, names) == self._resolve(right, names)
        raise TypeError(f"{condition} is not understood here")

    def queued(self, queue: str) -> list[str]:
        """Bodies of what waits in a queue, removed from it."""
        url = self.names[queue]
        found = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
        for message in found:
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in found]
