"""Changes as one ``TransactWriteItems``: everything they say, under their conditions, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from chalicelib.model.change import Change, Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect
from chalicelib.model.errors import AgentChanged, AlreadyRecorded, LostRace, Upstream

from . import corrections, keys, numbers, queues, rows
from .agent_writes import agent_writes
from .familiar import familiar_rows
from .mentions import mention_rows
from .samples import sample_rows
from .table import Table, translated
from .visits import visit_rows

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OfAgent:
    """The write is on the row of this agent."""

    agent: str


Write = tuple[str, Item, str | OfAgent | None]
"""Put, Update, Delete or ConditionCheck; its parameters; the key of the once row if it is one, or whose row it is."""
_RACES: Final = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


def commit(table: Table, changes: Sequence[Change], *, now: datetime, zone: str) -> None:
    """Makes changes true, of one complaint each and all of one shop. Raises ``LostRace``, ``AlreadyRecorded`` (naming
    the once row) or ``Upstream``.
    """
    write(table, list(_writes(changes, now=now, zone=zone, secret=table.secret)))


def write(table: Table, writes: Sequence[Write]) -> None:
    """All of it or nothing. Raises as ``commit``."""
    try:
        with translated():
            table.connect().transact_write_items(
                TransactItems=[_as_sent(table, kind, item) for kind, item, _ in writes]
            )
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        raise _why(error, writes) from error


def _as_sent(table: Table, kind: str, item: Item) -> Any:
    sent = {**item, "Item": table.sealed(item["Item"])} if kind == "Put" else item
    return {kind: {"TableName": table.name, **sent}}


def _why(error: ClientError, writes: Sequence[Write]) -> Exception:
    codes = [reason.get("Code", "None") for reason in error.response["CancellationReasons"]]
    refused = [guard for code, (_, _, guard) in zip(codes, writes, strict=True) if code == "ConditionalCheckFailed"]
    for once in refused:
        if isinstance(once, str):
            return AlreadyRecorded("it has been recorded before", key=once)
    failed = {code for code in codes if code != "None"}
    if failed <= _RACES:
        agents = [guard.agent for guard in refused if isinstance(guard, OfAgent)]
        if agents and len(agents) == len(refused):
            return AgentChanged("an agent is not as the change asks", agent=agents[0])
        return LostRace("somebody else was first", collided=not refused)
    if "ValidationError" in failed:
        return error
    return Upstream(f"the table could not commit: {', '.join(sorted(failed))}")


def _writes(changes: Sequence[Change], *, now: datetime, zone: str, secret: bytes) -> Iterator[Write]:
    for change in changes:
        yield from _of_one(change, now=now, zone=zone, secret=secret)
    yield from ((*one, None) for one in numbers.writes(numbers.of_changes(changes, zone=zone)))
    for kind, item, agent in agent_writes(changes):
        yield kind, item, OfAgent(agent)


def _of_one(change: Change, *, now: datetime, zone: str, secret: bytes) -> Iterator[Write]:
    after, shop = change.after, change.after.shop
    yield "Put", _guarded(queues.complaint_row(after), change.before), None
    yield "Put", {"Item": rows.commit_row(after, change.events)}, None
    for message in change.messages:
        yield "Put", {"Item": rows.message_row(shop, after.id, message)}, None
    for effect in change.effects:
        is_attempted = change.attempted is not None and effect.id == change.attempted.id
        yield "Put", effect_put(effect, before=change.attempted if is_attempted else None), None
    yield from _timers(change)
    for once in change.once:
        yield "Put", once_put(shop, once, now=now, secret=secret), once.name
    yield from _search(change, secret)
    if after.survey and after.survey != (change.before.survey if change.before else None):
        yield "Put", {"Item": rows.survey_row(after, after.survey)}, None
    for row in sample_rows(change, zone=zone, secret=secret):
        yield "Put", {"Item": row}, None
    for row in mention_rows(change):
        yield "Put", {"Item": row}, None
    for row in visit_rows(change):
        yield "Put", {"Item": row}, None
    for row in familiar_rows(change, secret=secret):
        yield "Put", {"Item": row}, None
    for row in corrections.correction_rows(change):
        yield "Put", {"Item": row}, None


def _guarded(item: Item, before: Complaint | None) -> Item:
    if before is None:
        return {"Item": item, "ConditionExpression": "attribute_not_exists(PK)"}
    return {
        "Item": item,
        "ConditionExpression": "version = :before",
        "ExpressionAttributeValues": {":before": {"N": str(before.version)}},
    }


def effect_put(after: Effect, *, before: Effect | None) -> Item:
    """Over ``before`` only while nobody else has attempted it since."""
    item: Item = {"Item": rows.effect_row(after)}
    if before is None:
        return item
    return item | {
        "ConditionExpression": "turn = :turn AND #state = :state",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {":turn": {"N": str(before.attempts)}, ":state": {"S": before.state.value}},
    }


def once_put(shop: str, once: Once, *, now: datetime, secret: bytes) -> Item:
    """Absent, expired, or still the value that was read; or whatever stands there."""
    if once.always:
        return {"Item": rows.once_row(shop, once, secret=secret)}
    condition = "attribute_not_exists(PK) OR expires <= :now"
    values: Item = {":now": {"N": str(int(now.timestamp()))}}
    if once.replaces is not None:
        condition += " OR #value = :replaces"
        values[":replaces"] = {"S": once.replaces}
    put: Item = {
        "Item": rows.once_row(shop, once, secret=secret),
        "ConditionExpression": condition,
        "ExpressionAttributeValues": values,
    }
    if once.replaces is not None:
        put["ExpressionAttributeNames"] = {"#value": "value"}
    return put


def if_version(version: int) -> Item:
    """Over that version only; 0: where there is none yet."""
    if version == 0:
        return {"ConditionExpression": "attribute_not_exists(PK)"}
    return {"ConditionExpression": "version = :before", "ExpressionAttributeValues": {":before": {"N": str(version)}}}


def _timers(change: Change) -> Iterator[Write]:
    """The timer that fired is replaced or removed only if it is still the one that fired."""
    fired = change.fired
    for timer in change.timers_set:
        item: Item = {"Item": rows.timer_row(timer)}
        if fired and timer.kind == fired.kind:
            item |= _still(keys.stamp(fired.at))
        yield "Put", item, None
    for timer in change.timers_cancelled:
        item = {"Key": rows.timer_key(timer)}
        if fired and timer.kind == fired.kind:
            item |= _still(keys.stamp(fired.at))
        yield "Delete", item, None


def _still(moment: str) -> Item:
    return {"ConditionExpression": "due_sort = :fired", "ExpressionAttributeValues": {":fired": {"S": moment}}}


def _search(change: Change, secret: bytes) -> Iterator[Write]:
    after = change.after
    had = set(rows.search_keys(change.before)) if change.before else set()
    has = set(rows.search_keys(after))
    for kind, value in sorted(has - had):
        yield "Put", {"Item": keys.key(keys.search_partition(after.shop, kind, value, secret=secret), after.id)}, None
    for kind, value in sorted(had - has):
        yield "Delete", {"Key": keys.key(keys.search_partition(after.shop, kind, value, secret=secret), after.id)}, None
