"""Rules for queues, streams, buckets and the table: nothing is lost, nothing is public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .reading import FUNCTION, Template, pointed_at, resources, sources

QUEUE: Final = "AWS::SQS::Queue"
VISIBILITY_FACTOR: Final = 6
"""AWS: set the visibility timeout to at least six times the function's timeout."""
DEAD_LETTER_SECONDS: Final = 14 * 86_400
_PUBLIC_ACCESS: Final = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def one_bad_item_stops_no_other(template: Template) -> Iterator[str]:
    for source in sources(template):
        if source.kind not in ("SQS", "DynamoDB"):
            continue
        if "ReportBatchItemFailures" not in source.properties.get("FunctionResponseTypes", []):
            yield f"{source.function}: a failed item fails its whole batch (no ReportBatchItemFailures)"


def work_queues_have_dead_letter_queues(template: Template) -> Iterator[str]:
    queues = dict(resources(template, QUEUE))
    dead = {_dead_letters(properties) for properties in queues.values()} - {None}
    for source in sources(template):
        if (
            source.kind == "SQS"
            and source.origin not in dead
            and not _dead_letters(queues.get(source.origin or "", {}))
        ):
            yield f"{source.origin}: is read by {source.function} and has no dead-letter queue"
    for name in dead:
        if queues.get(str(name), {}).get("MessageRetentionPeriod", 0) < DEAD_LETTER_SECONDS:
            yield f"{name}: dead letters are kept for less than 14 days"


def _dead_letters(queue: dict[str, Any]) -> str | None:
    return pointed_at(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn"))


def messages_stay_hidden_while_worked_on(template: Template) -> Iterator[str]:
    queues = dict(resources(template, QUEUE))
    timeouts = {name: properties["Timeout"] for name, properties in resources(template, FUNCTION)}
    for source in sources(template):
        if source.kind != "SQS":
            continue
        visible_after = queues.get(source.origin or "", {}).get("VisibilityTimeout", 30)
        needed = VISIBILITY_FACTOR * timeouts[source.function]
        if visible_after < needed:
            yield f"{source.origin}: visibility {visible_after} s is less than {needed} s, six times {source.function}"


def streams_give_up_into_a_queue(template: Template) -> Iterator[str]:
    """Without an end to retries one bad record blocks its shard for a day."""
    queues = dict(resources(template, QUEUE))
    for source in sources(template):
        if source.kind != "DynamoDB":
            continue
        target = source.properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if pointed_at(target) not in queues:
            yield f"{source.function}: records that fail for good go nowhere"
        if source.properties.get("MaximumRetryAttempts", -1) < 0:
            yield f"{source.function}: a bad record is retried without end"


def queues_are_encrypted(template: Template) -> Iterator[str]:
    for name, properties in resources(template, QUEUE):
        if not (properties.get("SqsManagedSseEnabled") or properties.get("KmsMasterKeyId")):
            yield f"{name}: is not encrypted"


def buckets_are_private(template: Template) -> Iterator[str]:
    for name, properties in resources(template, "AWS::S3::Bucket"):
        if not properties.get("BucketEncryption"):
            yield f"{name}: is not encrypted"
        block = properties.get("PublicAccessBlockConfiguration", {})
        if not all(block.get(one) for one in _PUBLIC_ACCESS):
            yield f"{name}: could be made public"


def tables_can_be_restored(template: Template) -> Iterator[str]:
    for name, properties in resources(template, "AWS::DynamoDB::Table"):
        if not properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
            yield f"{name}: has no point-in-time recovery"
        if template["Resources"][name].get("DeletionPolicy") != "Retain":
            yield f"{name}: would be deleted with the stack"


def dead_letters_raise_an_alarm(template: Template) -> Iterator[str]:
    watched = {
        pointed_at(dimension["Value"])
        for _, properties in resources(template, "AWS::CloudWatch::Alarm")
        for dimension in properties.get("Dimensions", [])
        if properties["MetricName"] == "ApproximateNumberOfMessagesVisible"
    }
    targets = {_dead_letters(properties) for _, properties in resources(template, QUEUE)} - {None}
    for name in targets - watched:
        yield f"{name}: nobody is told when something is in it"
