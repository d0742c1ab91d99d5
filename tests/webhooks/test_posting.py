"""A change reaches every endpoint that asked for it: signed, at least once, patiently, masked, and visibly."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from datetime import timedelta

import pytest

from chalicelib.channels.relay import standard_webhooks
from chalicelib.desk.desk import Action
from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.ports import HttpAnswer
from chalicelib.model.webhook import Endpoint, EndpointState, Scope, WebhookState
from chalicelib.store import Due
from chalicelib.webhooks.administration import ROTATION, Wanted
from chalicelib.webhooks.schedule import FAILURES_BEFORE_REST, SCHEDULE
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.hearing import URL, answering, deliveries, endpoint, heard, present, publish
from tests.support.world import ADMIN, AGENT, SHOP, World

PHONE, MAIL, NAME = "13812345678", "wang@customer.example", "王小明"
TEXT = f"屏幕坏了，请打 {PHONE}"
CUSTOMER = {"phone": PHONE, "email": MAIL, "name": NAME}


def one_event(world: World, **wanted: object) -> Endpoint:
    made = endpoint(world, **wanted)
    publish(world, world.complain(TEXT, customer=CUSTOMER))
    return made


def due(world: World, made: Endpoint) -> Due:
    [delivery] = deliveries(world, made)
    return Due(kind="webhook", shop=SHOP, complaint=made.id, name=delivery.id, at="")


def state(world: World, made: Endpoint) -> WebhookState:
    [delivery] = deliveries(world, made)
    return delivery.state


def test_a_change_is_posted_signed_and_logged(world: World) -> None:
    made = one_event(world)
    world.run_due()
    [(method, url, body)] = world.public_http.calls
    [headers] = world.public_http.headers
    assert (method, url) == ("POST", URL)
    [secret] = world.secrets.kept.values()
    standard_webhooks.verify(headers, body, keys=[secret], now=world.clock())
    [delivery] = deliveries(world, made)
    assert headers["webhook-id"] == delivery.id
    assert (delivery.state, delivery.attempts, delivery.response_status) == (WebhookState.DELIVERED, 1, 200)
    assert delivery.delivered_at == world.clock()
    [event] = heard(world)
    assert (event["type"], event["data"]["complaint"]["status"]) == ("complaint.received", "waiting")
    assert event["data"]["change"]["version"] == 1
    assert len(body) < 20_000
    assert world.run_due(after=timedelta(hours=25)) >= 0
    assert len(world.public_http.calls) == 1


def test_every_change_is_one_event_and_a_record_that_comes_twice_is_one(world: World) -> None:
    made = endpoint(world)
    complaint = world.complain(TEXT)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="solved", text="")
    publish(world, complaint)
    publish(world, complaint)
    assert [one.type for one in deliveries(world, made)] == [
        "complaint.received",
        "complaint.claimed",
        "complaint.resolved",
    ]


def test_only_the_types_that_were_asked_for(world: World) -> None:
    made = endpoint(world, types=("complaint.routed", "complaint.resolved"))
    silent = endpoint(world, types=("complaint.closed",))
    complaint = world.complain(TEXT)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    publish(world, complaint)
    assert [one.type for one in deliveries(world, made)] == ["complaint.received"]
    assert deliveries(world, silent) == []


def test_personal_data_is_masked_unless_the_endpoint_may_have_it(world: World) -> None:
    one_event(world)
    world.run_due()
    masked = world.public_http.calls[0][2].decode()
    assert all(value not in masked for value in (PHONE, MAIL, NAME))
    assert "屏幕坏了" in masked


def test_with_the_personal_scope_everything_is_sent(world: World) -> None:
    one_event(world, scope=Scope.PERSONAL)
    world.run_due()
    whole = world.public_http.calls[0][2].decode()
    assert all(value in whole for value in (PHONE, MAIL, NAME))


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 429, 500, 502, 504])
def test_only_2xx_is_success(world: World, status: int) -> None:
    made = one_event(world)
    answering(world, status)
    world.run_due()
    [delivery] = deliveries(world, made)
    assert (delivery.state, delivery.response_status) == (WebhookState.PENDING, status)
    assert str(status) in (delivery.last_error or "")


@pytest.mark.parametrize("failure", [Upstream("no answer"), Undeliverable("not on the public internet")])
def test_what_could_not_be_called_is_tried_again_under_the_same_id(world: World, failure: Exception) -> None:
    made = one_event(world)

    def fail(_method: str, _url: str) -> HttpAnswer:
        raise failure

    world.public_http.answer = fail
    world.run_due()
    answering(world, 204)
    world.run_due(after=timedelta(seconds=10))
    assert state(world, made) is WebhookState.DELIVERED
    ids = {headers["webhook-id"] for headers in world.public_http.headers}
    times = [headers["webhook-timestamp"] for headers in world.public_http.headers]
    assert (len(ids), len(set(times))) == (1, 2)
    assert present(world, made).failing_since is None


def test_an_endpoint_that_asks_for_time_gets_it(world: World) -> None:
    made = one_event(world)
    answering(world, 429, **{"retry-after": "3600"})
    world.run_due()
    [delivery] = deliveries(world, made)
    assert delivery.next_attempt_at == world.clock() + timedelta(hours=1)


def test_after_a_day_it_is_given_up_and_the_endpoint_disabled_with_a_reason(world: World) -> None:
    made = one_event(world)
    answering(world, 500)
    for _ in range(26 * 12):
        world.run_due(after=timedelta(minutes=5))
    failing = present(world, made)
    assert failing.state is EndpointState.DISABLED
    assert "taken nothing since" in (failing.disabled_because or "")
    [delivery] = deliveries(world, made)
    assert delivery.state in (WebhookState.FAILED, WebhookState.HELD)
    assert FAILURES_BEFORE_REST < len(world.public_http.calls) <= len(SCHEDULE)
    calls = len(world.public_http.calls)
    world.run_due(after=timedelta(days=2))
    assert len(world.public_http.calls) == calls


def test_an_endpoint_that_is_gone_is_disabled_at_once(world: World) -> None:
    made = one_event(world)
    answering(world, 410)
    world.run_due()
    assert present(world, made).disabled_because == "it answered 410 Gone"
    assert state(world, made) is WebhookState.FAILED


def test_after_some_failures_it_rests_and_no_attempt_is_spent(world: World) -> None:
    made = endpoint(world)
    for number in range(FAILURES_BEFORE_REST + 3):
        publish(world, world.complain(f"{TEXT} {number}"))
    answering(world, 503)
    world.run_due()
    assert len(world.public_http.calls) == FAILURES_BEFORE_REST
    assert present(world, made).resting_until is not None
    attempts = sorted(one.attempts for one in deliveries(world, made))
    assert attempts == [0] * 3 + [1] * FAILURES_BEFORE_REST
    answering(world, 200)
    world.run_due(after=timedelta(minutes=6))
    assert {one.state for one in deliveries(world, made)} == {WebhookState.DELIVERED}
    assert present(world, made).resting_until is None


def test_one_failing_endpoint_does_not_hold_up_another(world: World) -> None:
    bad = endpoint(world)
    good, _ = world.runtime.webhooks.create(Wanted(url="https://good.merchant.example/"), by=ADMIN)
    world.public_http.answer = lambda _method, url: HttpAnswer(200 if "good" in url else 500, b"")
    publish(world, world.complain(TEXT))
    world.run_due()
    assert state(world, good) is WebhookState.DELIVERED
    assert state(world, bad) is WebhookState.PENDING


def test_while_disabled_events_are_held_for_a_replay(world: World) -> None:
    made = one_event(world, enabled=False)
    assert state(world, made) is WebhookState.HELD
    world.run_due()
    assert world.public_http.calls == []


def test_during_a_rotation_both_secrets_sign_and_afterwards_only_the_new_one(world: World) -> None:
    made = one_event(world)
    [old] = world.secrets.kept.values()
    _, new = world.runtime.webhooks.rotate_secret(made.id, by=ADMIN)
    world.run_due()
    publish(world, world.complain("另一件事"))
    world.run_due(after=ROTATION)
    (first, second), bodies = world.public_http.headers, [call[2] for call in world.public_http.calls]
    for key in (old, new):
        standard_webhooks.verify(first, bodies[0], keys=[key], now=world.clock() - ROTATION)
    assert len(second["webhook-signature"].split()) == 1
    standard_webhooks.verify(second, bodies[1], keys=[new], now=world.clock())


def test_a_secret_that_cannot_be_read_is_no_reason_to_give_up(world: World) -> None:
    made = one_event(world)
    world.secrets.failure = Upstream("the parameter store is down")
    world.run_due()
    world.secrets.failure = None
    world.run_due(after=timedelta(seconds=10))
    assert state(world, made) is WebhookState.DELIVERED


def test_what_was_owed_to_an_endpoint_that_is_deleted_is_given_up(world: World) -> None:
    made = one_event(world)
    world.runtime.webhooks.delete(made.id, by=ADMIN)
    world.run_due()
    assert state(world, made) is WebhookState.FAILED
    assert world.public_http.calls == []
    assert world.secrets.kept == {}


def test_a_worker_that_dies_at_any_call_loses_nothing(world: World) -> None:
    """It may be sent twice, under the same id."""
    made = endpoint(world)
    for at in range(16):
        publish(world, world.complain(f"{TEXT} {at}"))
        [newest] = [one for one in deliveries(world, made) if one.state is WebhookState.PENDING]
        reference = Due(kind="webhook", shop=SHOP, complaint=made.id, name=newest.id, at="")
        points = CrashPoints(at=at)
        watch_client(world.client, points)
        with suppress(Crash):
            world.runtime.posting.post(reference)
        points.at = None
        world.clock.advance(timedelta(minutes=2))
        world.runtime.posting.post(reference)
        assert world.runtime.webhook_deliveries.get(SHOP, made.id, newest.id).state is WebhookState.DELIVERED
    assert {headers["webhook-id"] for headers in world.public_http.headers} == {
        one.id for one in deliveries(world, made)
    }


def test_two_workers_send_it_once(world: World) -> None:
    made = one_event(world)
    reference = due(world, made)

    def meanwhile(_method: str, _url: str) -> HttpAnswer:
        assert world.runtime.posting.post(reference) is WebhookState.SENDING
        return HttpAnswer(200, b"")

    world.public_http.answer = meanwhile
    assert world.runtime.posting.post(reference) is WebhookState.DELIVERED
    assert len(world.public_http.calls) == 1


def test_no_secret_and_nothing_personal_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        one_event(world)
        answering(world, 500)
        for _ in range(26):
            world.run_due(after=timedelta(hours=1))
    [secret] = world.secrets.kept.values()
    said = json.dumps([vars(record) for record in caplog.records], default=str)
    assert "disabled" in said
    assert all(value not in said for value in (secret, secret.removeprefix("whsec_"), PHONE, MAIL, NAME, URL))
