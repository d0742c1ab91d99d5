"""Each rule stays silent on a good template and speaks on the one way to break it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

import pytest

from infra.aws.assertions import problems

Template = dict[str, Any]

QUEUE: Final = {"VisibilityTimeout": 360, "SqsManagedSseEnabled": True, "MessageRetentionPeriod": 1_209_600}
GOOD: Final[Template] = {
    "Globals": {"Function": {"Environment": {"Variables": {"TABLE_NAME": {"Ref": "Table"}}}}},
    "Resources": {
        "Api": {
            "Type": "AWS::Serverless::Api",
            "Properties": {"EndpointConfiguration": "REGIONAL"},
        },
        "Front": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Handler": "app.app",
                "Timeout": 29,
                "MemorySize": 512,
                "Role": {"Fn::GetAtt": ["FrontRole", "Arn"]},
                "LoggingConfig": {"LogGroup": {"Ref": "Logs"}},
            },
        },
        "Worker": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Handler": "app.work",
                "Timeout": 60,
                "MemorySize": 512,
                "Role": {"Fn::GetAtt": ["WorkerRole", "Arn"]},
                "LoggingConfig": {"LogGroup": {"Ref": "Logs"}},
                "Events": {
                    "Queue": {
                        "Type": "SQS",
                        "Properties": {
                            "Queue": {"Fn::GetAtt": ["Work", "Arn"]},
                            "FunctionResponseTypes": ["ReportBatchItemFailures"],
                        },
                    },
                    "Stream": {
                        "Type": "DynamoDB",
                        "Properties": {
                            "Stream": {"Fn::GetAtt": ["Table", "StreamArn"]},
                            "FunctionResponseTypes": ["ReportBatchItemFailures"],
                            "MaximumRetryAttempts": 3,
                            "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Dead", "Arn"]}}},
                        },
                    },
                },
            },
        },
        "FrontRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {"Policies": [{"PolicyDocument": {"Statement": [
                {
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": [{"Fn::GetAtt": ["Logs", "Arn"]}],
                },
            ]}}]},
        },
        "WorkerRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {"Policies": [{"PolicyDocument": {"Statement": [
                {
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": [{"Fn::GetAtt": ["Logs", "Arn"]}],
                },
                {
                    "Effect": "Allow",
                    "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                    "Resource": {"Fn::GetAtt": ["Work", "Arn"]},
                },
                {
                    "Effect": "Allow",
                    "Action": ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
                    "Resource": [{"Fn::GetAtt": ["Table", "StreamArn"]}],
                },
                {
                    "Effect": "Allow",
                    "Action": "dynamodb:ListStreams",
                    "Resource": [{"Fn::Sub": "${Table.Arn}/stream/*"}],
                },
            ]}}]},
        },
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 90}},
        "Work": {
            "Type": "AWS::SQS::Queue",
            "Properties": {**QUEUE, "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}}},
        },
        "Dead": {"Type": "AWS::SQS::Queue", "Properties": QUEUE},
        "DeadAlarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "MetricName": "ApproximateNumberOfMessagesVisible",
                "Dimensions": [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["Dead", "QueueName"]}}],
            },
        },
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "BucketEncryption": {"ServerSideEncryptionConfiguration": []},
                "PublicAccessBlockConfiguration": {
                    "BlockPublicAcls": True,
                    "BlockPublicPolicy": True,
                    "IgnorePublicAcls": True,
                    "RestrictPublicBuckets": True,
                },
            },
        },
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "Retain",
            "Properties": {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}},
        },
    },
}  # fmt: skip


def test_a_good_template_has_no_problems() -> None:
    assert problems(GOOD) == []


def put(*path: str, value: object) -> Callable[[Template], None]:
    """A change of one value, by the path from the resources."""

    def change(template: Template) -> None:
        *above, last = path
        place = template["Resources"]
        for step in above:
            place = place[step]
        place[last] = value

    return change


def drop(*path: str) -> Callable[[Template], None]:
    def change(template: Template) -> None:
        *above, last = path
        place = template["Resources"]
        for step in above:
            place = place[step]
        del place[last]

    return change


def grant(role: str, **statement: object) -> Callable[[Template], None]:
    def change(template: Template) -> None:
        policy = template["Resources"][role]["Properties"]["Policies"][0]
        policy["PolicyDocument"]["Statement"].append({"Effect": "Allow", **statement})

    return change


def forget(role: str, action: str) -> Callable[[Template], None]:
    def change(template: Template) -> None:
        policy = template["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]
        policy["Statement"] = [one for one in policy["Statement"] if action not in one["Action"]]

    return change


def share(name: str, value: str) -> Callable[[Template], None]:
    def change(template: Template) -> None:
        template["Globals"]["Function"]["Environment"]["Variables"][name] = value

    return change


WORKER: Final = ("Worker", "Properties")
QUEUE_EVENT: Final = (*WORKER, "Events", "Queue", "Properties")
STREAM_EVENT: Final = (*WORKER, "Events", "Stream", "Properties")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put(*WORKER, "Handler", value="chalicelib.web.work"), "is not in app.py"),
        (put("Front", "Properties", "Timeout", value=30), "longer than API Gateway waits"),
        (put("Api", "Properties", "EndpointConfiguration", value="EDGE"), "not REGIONAL"),
        (put(*WORKER, "MemorySize", value=128), "less than 512 MB"),
        (drop(*WORKER, "LoggingConfig"), "no group of ours"),
        (drop("Logs", "Properties", "RetentionInDays"), "no group of ours"),
        (forget("WorkerRole", "logs:PutLogEvents"), "may not write to Logs"),
        (put("Front", "Properties", "Role", value={"Fn::GetAtt": ["WorkerRole", "Arn"]}), "2 functions share"),
        (forget("WorkerRole", "sqs:ReceiveMessage"), "lacks sqs:ReceiveMessage on Work"),
        (forget("WorkerRole", "dynamodb:ListStreams"), "lacks dynamodb:ListStreams on Table"),
        (put(*QUEUE_EVENT, "Queue", value="arn:aws:sqs:us-east-1:000000000000:work"), "from outside of this template"),
        (grant("FrontRole", Sid="All", Action=["s3:GetObject"], Resource="*"), "All is for every resource"),
        (grant("FrontRole", Sid="All", Action="s3:*", Resource=[{"Ref": "Bucket"}]), "All allows every action"),
        (share("API_SECRET", "x"), "API_SECRET looks like a secret"),
        (share("HARMLESS", "AKIAABCDEFGHIJKLMNOP"), "HARMLESS looks like a secret"),
        (drop(*QUEUE_EVENT, "FunctionResponseTypes"), "a failed item fails its whole batch"),
        (drop(*STREAM_EVENT, "FunctionResponseTypes"), "a failed item fails its whole batch"),
        (drop("Work", "Properties", "RedrivePolicy"), "has no dead-letter queue"),
        (put("Dead", "Properties", "MessageRetentionPeriod", value=345_600), "less than 14 days"),
        (put("Work", "Properties", "VisibilityTimeout", value=359), "less than 360 s"),
        (drop(*STREAM_EVENT, "DestinationConfig"), "go nowhere"),
        (drop(*STREAM_EVENT, "MaximumRetryAttempts"), "retried without end"),
        (drop("Work", "Properties", "SqsManagedSseEnabled"), "Work: is not encrypted"),
        (drop("Bucket", "Properties", "BucketEncryption"), "Bucket: is not encrypted"),
        (drop("Bucket", "Properties", "PublicAccessBlockConfiguration"), "could be made public"),
        (drop("Table", "Properties", "PointInTimeRecoverySpecification"), "no point-in-time recovery"),
        (drop("Table", "DeletionPolicy"), "deleted with the stack"),
        (drop("DeadAlarm"), "Dead: nobody is told"),
    ],
)
def test_every_rule_speaks(change: Callable[[Template], None], said: str) -> None:
    template = copy.deepcopy(GOOD)
    change(template)
    assert any(said in problem for problem in problems(template))
