"""Errors as DynamoDB names them (API Reference, "Common Errors" and the errors of each operation)."""

from collections.abc import Mapping, Sequence
from typing import Any

CONDITION_FAILED = "ConditionalCheckFailedException"
VALIDATION = "ValidationException"
NOT_SUPPORTED = "NotSupportedByEmbeddedEngine"


class DynamoError(Exception):
    """An answer with status 400: a code, a message and, for some codes, further members."""

    def __init__(self, code: str, message: str, **members: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.members = members


def validation(message: str) -> DynamoError:
    return DynamoError(VALIDATION, message)


def not_supported(what: str) -> DynamoError:
    """The engine is a subset on purpose; what it lacks it refuses aloud."""
    return DynamoError(NOT_SUPPORTED, f"The embedded engine does not implement {what}")


def condition_failed(item: Mapping[str, Any] | None) -> DynamoError:
    members = {"Item": item} if item else {}
    return DynamoError(CONDITION_FAILED, "The conditional request failed", **members)


def table_not_found(name: str) -> DynamoError:
    return DynamoError("ResourceNotFoundException", f"Requested resource not found: Table: {name} not found")


def stream_not_found(arn: str) -> DynamoError:
    return DynamoError("ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found")


def table_in_use(name: str) -> DynamoError:
    return DynamoError("ResourceInUseException", f"Table already exists: {name}")


def transaction_canceled(reasons: Sequence[Mapping[str, Any]]) -> DynamoError:
    codes = ", ".join(reason["Code"] for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return DynamoError("TransactionCanceledException", message, CancellationReasons=list(reasons))


def token_mismatch() -> DynamoError:
    message = "The request uses the same client token as a previous, but non-identical request."
    return DynamoError("IdempotentParameterMismatchException", message)


def trimmed(sequence_number: int) -> DynamoError:
    message = f"The operation attempted to read past the oldest stream record: {sequence_number}"
    return DynamoError("TrimmedDataAccessException", message)
