"""One root for everything that can go wrong in use; configuration mistakes stay outside it.

``code`` is stable and part of the outside (RFC 9457 problem ``code``). ``retryable`` says whether the same call
may succeed later, so that a worker decides without knowing the class.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class HuiyinError(Exception):
    """Root of all errors a caller may see. ``facts`` are safe to show: never secrets, never personal data."""

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str, **facts: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts: Mapping[str, object] = facts


class Rejected(HuiyinError):
    """The caller sent something we will not take."""

    code = "rejected"


class SignatureInvalid(Rejected):
    """No valid signature, no entry. The cause is for our counters only, never for the caller."""

    code = "signature_invalid"


class MalformedPayload(Rejected):
    """Correctly signed, yet unreadable: goes to quarantine with its bytes."""

    code = "malformed_payload"


class TooLarge(Rejected):
    code = "too_large"


class InvalidInput(Rejected):
    """One or more fields are wrong; ``fields`` names each with what is wrong and what would be right."""

    code = "invalid_input"

    def __init__(self, detail: str, *, fields: Mapping[str, str]) -> None:
        super().__init__(detail, fields=dict(fields))
        self.fields = dict(fields)


class IdempotencyMismatch(Rejected):
    """The same ``Idempotency-Key`` came with another body."""

    code = "idempotency_mismatch"


class Unauthenticated(HuiyinError):
    code = "unauthenticated"


class Forbidden(HuiyinError):
    code = "forbidden"


class NotFound(HuiyinError):
    """Unknown, or of another shop: the caller cannot tell which."""

    code = "not_found"


class TooMany(HuiyinError):
    """Too much in a short time. ``retry_after`` is in seconds."""

    code = "too_many"
    retryable = True

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail, retry_after=retry_after)
        self.retry_after = retry_after


class Conflict(HuiyinError):
    """The present state does not allow it; the facts carry the present state."""

    code = "conflict"


class IllegalTransition(Conflict):
    code = "illegal_transition"


class AlreadyClaimed(Conflict):
    """Another agent holds the complaint; ``holder`` names them."""

    code = "already_claimed"


class MergedAway(Conflict):
    """Another complaint goes on in its place; ``merged_into`` names it."""

    code = "merged"


class StaleVersion(HuiyinError):
    """``If-Match`` named a version that is no longer the present one."""

    code = "stale_version"


class LostRace(HuiyinError):
    """Somebody else committed first. Read again and decide again."""

    code = "lost_race"
    retryable = True


class AgentChanged(LostRace):
    """An agent is not, or no longer, as the change asks: ``agent`` names them."""

    code = "agent_changed"


class AlreadyRecorded(HuiyinError):
    """A row that may exist only once exists: the message, answer or effect has been recorded before."""

    code = "already_recorded"

    def __init__(self, detail: str, *, key: str) -> None:
        super().__init__(detail, key=key)
        self.key = key


class Upstream(HuiyinError):
    """Something outside failed in a way that may pass."""

    code = "upstream"
    retryable = True


class Undeliverable(HuiyinError):
    """The outside refused for good: trying again will not help."""

    code = "undeliverable"


class ConfigurationError(RuntimeError):
    """The deployment is wrong. Outside the root on purpose: nothing catches it, everybody sees it."""
