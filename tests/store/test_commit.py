"""A change becomes true as a whole, once, and only over the state it was decided on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from chalicelib.model import event as facts
from chalicelib.model.change import Change, Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Timer
from chalicelib.model.errors import AlreadyRecorded, LostRace, NotFound, Upstream
from chalicelib.model.survey import Survey, SurveyState
from chalicelib.store import keys, transaction
from tests.store.shelf import SHOP, TABLE, Shelf, claimed, effect, opening, saying
from tests.support.fakes import START
from tests.support.faults import Crash, CrashPoints, refuse, watch_client

HOUR = timedelta(hours=1)
MESSAGE = Once(kind="message", key="E-1", value="c1|m1|hash")


def full_change() -> Change:
    """A new complaint with a row of every kind a first commit writes."""
    return opening(
        text="质量太差 订单1 电话13800000000",
        effects=(effect(),),
        once=(MESSAGE, Once(kind="receipt", key="d1", value="c1", expires_at=START + HOUR)),
    )


def test_a_change_is_read_back_as_it_was_made(shelf: Shelf) -> None:
    change = full_change()
    shelf.store.commit(change)
    dossier = shelf.store.dossier(SHOP, "c1")
    assert (dossier.complaint, dossier.events) == (change.after, change.events)
    assert (dossier.messages, dossier.effects) == (change.messages, change.effects)
    assert set(dossier.timers) == set(change.timers_set)
    assert shelf.store.complaint(SHOP, "c1") == change.after


def test_events_are_read_in_the_order_of_the_commits_beyond_nine(shelf: Shelf) -> None:
    complaint = shelf.put()
    for number in range(11):
        complaint = shelf.say(complaint, facts.Released(why=str(number)))
    events = shelf.store.dossier(SHOP, "c1").events
    assert [event.version for event in events] == [1, 1, 1, 1, *range(2, 13)]


def test_a_dossier_larger_than_a_page_of_dynamodb_is_read_whole(embedded: Shelf) -> None:
    complaint = embedded.put()
    for number in range(5):
        long = complaint.messages[0].model_copy(update={"id": f"m{number}", "text": "坏" * 80_000})
        complaint = embedded.say(complaint, facts.Released(why="x"), messages=[long])
    dossier = embedded.store.dossier(SHOP, "c1")
    assert (len(dossier.messages), dossier.complaint, len(dossier.timers)) == (6, complaint, 3)


@pytest.mark.parametrize("read", [lambda shelf: shelf.store.complaint, lambda shelf: shelf.store.dossier])
def test_an_unknown_complaint_and_one_of_another_shop_are_not_found_alike(
    shelf: Shelf, read: Callable[[Shelf], Callable[[str, str], object]]
) -> None:
    shelf.put()
    answers = []
    for shop, complaint in ((SHOP, "c2"), ("other", "c1"), ("", "c1"), (SHOP, "")):
        with pytest.raises(NotFound) as caught:
            read(shelf)(shop, complaint)
        answers.append(caught.value.detail)
    assert len(set(answers)) == 1


def test_a_complaint_is_opened_once(shelf: Shelf) -> None:
    shelf.store.commit(full_change())
    before = shelf.rows()
    with pytest.raises(LostRace):
        shelf.store.commit(opening("c1", "物流"))
    assert shelf.rows() == before


def test_of_two_decisions_on_the_same_state_the_second_is_lost_whole(shelf: Shelf) -> None:
    present = shelf.put()
    shelf.say(present, claimed("agent-1"))
    before = shelf.rows()
    with pytest.raises(LostRace):
        shelf.say(
            present,
            facts.Transferred(queue="policy", why="x"),
            effects=[effect()],
            once=[MESSAGE],
        )
    assert shelf.rows() == before


def test_what_may_be_recorded_once_stops_the_whole_change_and_is_named(shelf: Shelf) -> None:
    shelf.store.commit(full_change())
    before = shelf.rows()
    with pytest.raises(AlreadyRecorded) as caught:
        shelf.store.commit(opening("c2", "质量", once=(Once(kind="receipt", key="d2", value="c2"), MESSAGE)))
    assert caught.value.key == "message:E-1"
    assert shelf.rows() == before


def test_recorded_before_is_said_rather_than_lost_when_both_are_true(shelf: Shelf) -> None:
    present = shelf.put(once=(MESSAGE,))
    shelf.say(present, claimed())
    with pytest.raises(AlreadyRecorded):
        shelf.say(present, facts.Released(why="x"), once=[MESSAGE])


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerError", "TransactionInProgressException"])
def test_a_refusal_that_may_pass_is_upstream_and_writes_nothing(embedded: Shelf, code: str) -> None:
    refuse(embedded.client, "TransactWriteItems", code)
    with pytest.raises(Upstream):
        embedded.store.commit(full_change())
    assert embedded.rows() == []
    embedded.store.commit(full_change())


def test_a_conflict_with_another_transaction_is_a_lost_race(embedded: Shelf) -> None:
    refuse(embedded.client, "TransactWriteItems", "TransactionConflictException")
    with pytest.raises(LostRace):
        embedded.store.commit(full_change())


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (EndpointConnectionError(endpoint_url="https://dynamodb.example"), Upstream),
        (ReadTimeoutError(endpoint_url="https://dynamodb.example"), Upstream),
        (ParamValidationError(report="our mistake"), ParamValidationError),
        (NoCredentialsError(), NoCredentialsError),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_a_table_out_of_reach_may_pass_and_a_mistake_of_ours_stays_loud(
    embedded: Shelf, error: Exception, expected: type[Exception]
) -> None:
    def answer(**_: object) -> None:
        raise error

    embedded.client.meta.events.register("before-parameter-build.dynamodb", answer)
    with pytest.raises(expected):
        embedded.store.commit(full_change())
    with pytest.raises(expected):
        embedded.store.complaint(SHOP, "c1")


def test_a_refusal_nobody_expects_stays_loud(embedded: Shelf) -> None:
    refuse(embedded.client, "TransactWriteItems", "AccessDeniedException")
    with pytest.raises(ClientError):
        embedded.store.commit(full_change())


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("TransactionConflict",), LostRace),
        (("ConditionalCheckFailed", "TransactionConflict"), LostRace),
        (("ThrottlingError",), Upstream),
        (("ConditionalCheckFailed", "ThrottlingError"), Upstream),
        (("ProvisionedThroughputExceeded",), Upstream),
        (("ValidationError",), ClientError),
    ],
)
def test_a_cancelled_transaction_says_why(embedded: Shelf, codes: tuple[str, ...], expected: type[Exception]) -> None:
    reasons = [{"Code": code} for code in codes]
    error = {"Error": {"Code": "TransactionCanceledException", "Message": "x"}, "CancellationReasons": reasons}

    def answer(**_: object) -> None:
        raise ClientError(error, "TransactWriteItems")  # type: ignore[arg-type]

    embedded.client.meta.events.register("before-parameter-build.dynamodb.TransactWriteItems", answer)
    writes = [("Put", {"Item": keys.key("a", str(number))}, None) for number, _ in enumerate(codes)]
    with pytest.raises(expected):
        transaction.write(embedded.table, writes)


def make_item_fail(shelf: Shelf, place: int) -> None:
    """The condition of the item at this place of the next transaction cannot hold."""

    def spoil(params: dict[str, list[dict[str, dict[str, object]]]], **_: object) -> None:
        shelf.client.meta.events.unregister("provide-client-params.dynamodb.TransactWriteItems", spoil)
        [item] = params["TransactItems"][place].values()
        item["ConditionExpression"] = "attribute_exists(nowhere)"
        if "UpdateExpression" not in item:
            item.pop("ExpressionAttributeValues", None)
            item.pop("ExpressionAttributeNames", None)

    shelf.client.meta.events.register("provide-client-params.dynamodb.TransactWriteItems", spoil)


def items_of(*changes: Change) -> int:
    return len(list(transaction._writes(changes, now=START, zone="Asia/Shanghai", secret=b"s")))


@pytest.mark.parametrize("place", range(items_of(full_change())))
def test_whichever_row_of_a_first_commit_fails_nothing_is_written(shelf: Shelf, place: int) -> None:
    make_item_fail(shelf, place)
    with pytest.raises((LostRace, AlreadyRecorded)):
        shelf.store.commit(full_change())
    assert shelf.rows() == []
    shelf.store.commit(full_change())


def full_following(before: Complaint) -> Change:
    """Sets, replaces and cancels timers, moves between queues, and exchanges search rows."""
    survey = Survey(id="v1", state=SurveyState.SCHEDULED, due_at=START + HOUR, expires_at=START + 9 * HOUR)
    draft = saying(
        before,
        facts.Transferred(queue="policy", why="x"),
        facts.Assessed(assessment=before.assessment.model_copy(update={"entities": ()})),
        facts.ClocksChanged(cause="x", clocks=(before.clocks[0].model_copy(update={"warned_at": START}),)),
        facts.SurveyScheduled(survey=survey),
    )
    return draft.change(effects=[effect("x2")], once=[MESSAGE])


def held() -> Change:
    draft = saying(opening(text="质量太差 订单1 电话13800000000").after, claimed())
    return draft.change()


@pytest.mark.parametrize("place", range(items_of(full_following(held().after))))
def test_whichever_row_of_a_later_commit_fails_nothing_is_written(shelf: Shelf, place: int) -> None:
    present = shelf.say(shelf.put(text="质量太差 订单1 电话13800000000"), claimed())
    before = shelf.rows()
    make_item_fail(shelf, place)
    with pytest.raises((LostRace, AlreadyRecorded)):
        shelf.store.commit(full_following(present))
    assert shelf.rows() == before
    shelf.store.commit(full_following(present))
    assert {timer.kind for timer in shelf.store.dossier(SHOP, "c1").timers} >= {"survey"}


def test_a_process_that_dies_with_the_answer_on_its_way_has_committed_once(embedded: Shelf) -> None:
    points = CrashPoints(at=1)
    watch_client(embedded.client, points)
    with pytest.raises(Crash):
        embedded.store.commit(full_change())
    assert embedded.store.complaint(SHOP, "c1").version == 1
    with pytest.raises(AlreadyRecorded):
        embedded.store.commit(full_change())


def test_of_many_agents_at_once_one_wins(embedded: Shelf) -> None:
    present = embedded.put()
    barrier = Barrier(8)

    def claim(agent: int) -> bool:
        barrier.wait()
        try:
            embedded.say(present, claimed(f"agent-{agent}"))
        except LostRace:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(claim, range(8)))
    assert won.count(True) == 1
    head = embedded.store.complaint(SHOP, "c1")
    assert (head.version, head.assignee) == (2, f"agent-{won.index(True)}")
    assert embedded.store.queue_numbers(SHOP) == {"quality": {"assigned": 1, "waiting": 0}}


def test_a_timer_that_was_moved_since_does_not_fire(shelf: Shelf) -> None:
    present = shelf.say(shelf.put(), claimed())
    stale = Timer(complaint="c1", shop=SHOP, kind="lease", at=START + timedelta(minutes=1))
    before = shelf.rows()
    with pytest.raises(LostRace):
        shelf.say(present, facts.Released(why="the lease ended"), fired=stale)
    assert shelf.rows() == before


def test_a_timer_that_fired_is_replaced_only_by_the_change_it_caused(shelf: Shelf) -> None:
    present = shelf.put()
    clock = present.clocks[0]
    fired = Timer(complaint="c1", shop=SHOP, kind=f"clock:{clock.kind}", at=clock.marks[0].at)
    warned = facts.ClocksChanged(cause="soon", clocks=(clock.model_copy(update={"told": 50}),))
    shelf.say(present, warned, fired=fired)
    timer = shelf.outbox.timer(SHOP, "c1", f"clock:{clock.kind}")
    assert timer is not None
    assert timer.at == clock.marks[1].at


def test_a_transaction_names_its_table_in_every_row(embedded: Shelf) -> None:
    seen: list[str] = []
    embedded.client.meta.events.register(
        "provide-client-params.dynamodb.TransactWriteItems",
        lambda params, **_: seen.extend(next(iter(item.values()))["TableName"] for item in params["TransactItems"]),
    )
    embedded.store.commit(full_change())
    assert seen == [TABLE] * items_of(full_change())
