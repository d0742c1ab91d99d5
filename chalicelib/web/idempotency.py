"""``Idempotency-Key``: the first answer again, and the action never twice.

The answer is remembered in the very transaction that makes the action true, so there is no moment between the two.
https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from chalice.app import Response

from chalicelib.model.change import Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import AlreadyRecorded, IdempotencyMismatch, InvalidInput

from .http import JSON, body_of
from .operations import Call

REQUEST: Final = "request"
LIFE: Final = timedelta(hours=24)
LONGEST_KEY: Final = 255
Render = Callable[[Complaint], Response]
Remember = Callable[[Complaint], Sequence[Once]]
T = TypeVar("T")


def _name(call: Call[Any], key: str) -> str:
    return f"{call.principal.id}|{key}"


def key_of(call: Call[Any]) -> str | None:
    """Raises ``InvalidInput`` for an empty or over-long key."""
    key = call.headers.get("idempotency-key")
    if key is None:
        return None
    key = key.strip().strip('"')
    if not 0 < len(key) <= LONGEST_KEY:
        raise InvalidInput(
            "the Idempotency-Key cannot be used", fields={"Idempotency-Key": f"1 to {LONGEST_KEY} characters"}
        )
    return key


def once_per_key(call: Call[Any], act: Callable[[Remember], Complaint | None], render: Render) -> Response:
    """Runs ``act`` unless its answer is remembered. Raises ``IdempotencyMismatch`` for another request."""
    key = key_of(call)
    if key is None:
        changed = act(lambda _: ())
        return render(changed) if changed else _nothing()
    name, digest = _name(call, key), request_digest(call)
    if remembered := recall(call, name, digest):
        return remembered

    def remember(complaint: Complaint) -> Sequence[Once]:
        return [_row(call, name, digest, render(complaint))]

    try:
        changed = act(remember)
    except AlreadyRecorded:
        if remembered := recall(call, name, digest):
            return remembered
        raise
    return render(changed) if changed else _nothing()


def once_and_again(call: Call[Any], act: Callable[[Remember], T], again: Callable[[], T]) -> T:
    """As ``once_per_key`` where an answer is too large to be kept: ``again`` makes it anew for a repetition."""
    key = key_of(call)
    if key is None:
        return act(lambda _: ())
    name, digest = _name(call, key), request_digest(call)
    if _recalled(call, name, digest):
        return again()
    try:
        return act(lambda _: [_once(call, name, {"digest": digest})])
    except AlreadyRecorded:
        if _recalled(call, name, digest):
            return again()
        raise


def recall(call: Call[Any], name: str, digest: str) -> Response | None:
    remembered = _recalled(call, name, digest)
    if remembered is None:
        return None
    return Response(
        body=remembered["body"],
        status_code=remembered["status"],
        headers={**remembered["headers"], "Idempotent-Replayed": "true"},
    )


def _recalled(call: Call[Any], name: str, digest: str) -> dict[str, Any] | None:
    found = call.runtime.store.recorded(call.principal.shop, [(REQUEST, name)]).get((REQUEST, name))
    if found is None:
        return None
    remembered: dict[str, Any] = json.loads(found)
    if remembered["digest"] != digest:
        raise IdempotencyMismatch("this Idempotency-Key was used for another request: make a new one")
    return remembered


def request_digest(call: Call[Any]) -> str:
    path = call.request.context.get("path", call.request.path)
    return hashlib.sha256(f"{call.request.method} {path}\n".encode() + body_of(call.request)).hexdigest()


def _row(call: Call[Any], name: str, digest: str, answer: Response) -> Once:
    value = {
        "digest": digest,
        "status": answer.status_code,
        "headers": answer.headers,
        "body": answer.body,
    }
    return _once(call, name, value)


def _once(call: Call[Any], name: str, value: dict[str, Any]) -> Once:
    expires = call.runtime.clock() + LIFE
    kept = json.dumps(value, ensure_ascii=False)
    return Once(kind=REQUEST, key=name, value=kept, private=True, expires_at=expires)


def _nothing() -> Response:
    return Response(body="", status_code=204, headers={"Content-Type": JSON})
