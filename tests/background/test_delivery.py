"""Every effect is delivered at least once, repeated under the same key, patiently, and gives up where all can see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.background import sweep
from chalicelib.background.delivery import FIRST_RETRY, LONGEST_RETRY, backoff
from chalicelib.channels.email import threads as thread_names
from chalicelib.desk.desk import Action
from chalicelib.model.change import Once
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import Effect, EffectKind, EffectState
from chalicelib.model.errors import ConfigurationError, HuiyinError, NotFound, Undeliverable, Upstream
from tests.background.outbox import counting, effects, just_before, reference
from tests.desk.situations import ACTIONS, assigned, waiting
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.world import AGENT, MAIL, SHOP, World


def replied(world: World) -> tuple[Complaint, Effect]:
    """A complaint whose acknowledgement has left and whose reply is owed."""
    complaint = assigned(world)
    world.run_due()
    after = world.runtime.desk.reply(complaint.id, Action(by=AGENT), text="已安排换货")
    [effect] = effects(world, after, EffectKind.REPLY)
    return after, effect


def present(world: World, effect: Effect) -> Effect:
    return world.runtime.outbox.effect(effect.shop, effect.complaint, effect.id)


def deliver(world: World, effect: Effect) -> EffectState:
    return world.runtime.delivering.deliver(reference(effect))


def is_due(world: World, effect: Effect, *, within: timedelta = timedelta(0)) -> bool:
    due = world.runtime.outbox.due("effect", until=world.clock.now + within)
    return effect.id in {one.name for one in due}


def test_delivered_is_done_and_shown_with_the_receivers_name_for_it(world: World) -> None:
    complaint, effect = replied(world)
    assert deliver(world, effect) is EffectState.DONE
    done = present(world, effect)
    assert (done.state, done.attempts, done.done_at) == (EffectState.DONE, 1, world.clock.now)
    assert done.reference == f"{effect.id}@mail.test"
    mail = world.mailer.sent[effect.id]
    assert (mail.sender, mail.recipients) == (MAIL, (effect.to.recipient,))
    assert not is_due(world, effect, within=timedelta(days=9))
    assert world.complaint(complaint.id).version == complaint.version


def test_done_is_not_sent_again(world: World) -> None:
    _, effect = replied(world)
    deliver(world, effect)
    mailer = counting(world)
    assert deliver(world, effect) is EffectState.DONE
    assert mailer.keys == []


def test_an_answer_to_what_was_sent_finds_its_complaint(world: World) -> None:
    complaint, effect = replied(world)
    deliver(world, effect)
    raw = (
        f"From: another@customer.example\r\nTo: {MAIL}\r\nMessage-ID: <a1@customer.example>\r\n"
        f"In-Reply-To: <{effect.id}@mail.test>\r\nSubject: x\r\n\r\n谢谢\r\n"
    )
    assert world.process(world.mail(raw.encode())).complaint == complaint.id


def test_a_failure_that_may_pass_is_tried_again_later_and_later(world: World) -> None:
    _, effect = replied(world)
    world.mailer.failure = Upstream("the mail service could not be reached")
    for attempt in range(1, world.runtime.settings.effect_attempts):
        assert deliver(world, effect) is EffectState.PENDING
        failed = present(world, effect)
        assert (failed.attempts, failed.last_error) == (attempt, "the mail service could not be reached")
        pause, longest = failed.next_attempt_at - world.clock.now, min(FIRST_RETRY * 2 ** (attempt - 1), LONGEST_RETRY)
        assert longest / 2 <= pause <= longest
        world.clock.now = failed.next_attempt_at
    assert deliver(world, effect) is EffectState.FAILED


def test_it_gives_up_where_all_can_see(world: World) -> None:
    complaint, effect = replied(world)
    world.mailer.failure = Upstream("the mail service could not be reached")
    while deliver(world, effect) is not EffectState.FAILED:
        world.clock.now = present(world, effect).next_attempt_at
    [shown] = effects(world, complaint, EffectKind.REPLY)
    assert (shown.state, shown.attempts) == (EffectState.FAILED, world.runtime.settings.effect_attempts)
    assert (shown.last_error, shown.done_at) == ("the mail service could not be reached", world.clock.now)
    assert not is_due(world, effect, within=timedelta(days=9))
    world.mailer.failure = None
    assert deliver(world, effect) is EffectState.FAILED
    assert effect.id not in world.mailer.sent


def test_it_recovers_when_the_outside_does(world: World) -> None:
    _, effect = replied(world)
    world.mailer.failure = Upstream("down")
    deliver(world, effect)
    world.mailer.failure = None
    assert deliver(world, effect) is EffectState.PENDING, "before its time"
    world.clock.now = present(world, effect).next_attempt_at
    assert deliver(world, effect) is EffectState.DONE
    assert (present(world, effect).attempts, present(world, effect).last_error) == (2, None)


@pytest.mark.parametrize("refusal", [Undeliverable("the mail service refused the message"), NotFound("gone")])
def test_a_refusal_for_good_is_not_tried_again(world: World, refusal: HuiyinError) -> None:
    _, effect = replied(world)
    world.mailer.failure = refusal
    assert deliver(world, effect) is EffectState.FAILED
    assert (present(world, effect).last_error, present(world, effect).attempts) == (refusal.detail, 1)


def test_an_account_that_is_no_longer_connected_is_a_refusal(world: World) -> None:
    _, effect = replied(world)
    world.accounts.connected.clear()
    assert deliver(world, effect) is EffectState.FAILED
    assert present(world, effect).last_error == "no such channel account is connected"


def test_an_account_without_its_secret_is_loud_and_visible_and_tried_again(world: World) -> None:
    _, effect = replied(world)
    [(key, account)] = [one for one in world.accounts.connected.items() if one[0] == ("email", MAIL)]
    world.accounts.connected[key] = replace(account, secrets={})
    with pytest.raises(ConfigurationError):
        deliver(world, effect)
    found = present(world, effect)
    assert (found.state, found.attempts) == (EffectState.PENDING, 1)
    assert found.last_error == "the channel account is not configured: see the log"


def test_a_deliverer_that_dies_every_time_is_given_up_loudly(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _, effect = replied(world)

    def die(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(world.mailer, "send", die)
    for _ in range(world.runtime.settings.effect_attempts):
        with pytest.raises(ZeroDivisionError):
            deliver(world, effect)
        world.clock.advance(timedelta(seconds=world.runtime.settings.effect_lease_seconds))
    assert deliver(world, effect) is EffectState.FAILED
    assert present(world, effect).last_error == "every attempt ended without an answer"
    assert [vars(record)["effect"] for record in caplog.records if "effect_failed" in vars(record)] == [effect.id]


def test_an_invitation_to_a_cancelled_survey_does_not_leave(world: World) -> None:
    complaint, _ = replied(world)
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="ok", text="")
    world.run_due()
    world.clock.advance(timedelta(days=1))
    world.runtime.sweeping.sweep()
    for body in world.due.take():
        world.runtime.firing.fire(sweep.read(body))
    world.runtime.desk.reopen(complaint.id, Action(by=AGENT), why="no")
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    assert deliver(world, invitation) is EffectState.FAILED
    assert present(world, invitation).last_error == "the survey was cancelled"


def test_an_unknown_effect_is_not_found(world: World) -> None:
    _, effect = replied(world)
    with pytest.raises(NotFound):
        deliver(world, effect.model_copy(update={"id": "x0"}))


def test_who_dies_after_sending_repeats_it_under_the_same_key(world: World) -> None:
    _, effect = replied(world)
    mailer, points = counting(world), CrashPoints(at=4)  # read, begin: two points each; then sent, then finish
    watch_client(world.client, points)
    with pytest.raises(Crash):
        deliver(world, effect)
    points.at = None
    assert (mailer.keys, present(world, effect).state) == ([effect.id], EffectState.SENDING)
    assert deliver(world, effect) is EffectState.SENDING, "its lease lasts"
    lease = timedelta(seconds=world.runtime.settings.effect_lease_seconds)
    assert not is_due(world, effect, within=lease - timedelta(microseconds=1))
    world.clock.advance(lease)
    assert is_due(world, effect)
    assert deliver(world, effect) is EffectState.DONE
    assert mailer.keys == [effect.id] * 2
    assert len(mailer.sent) == 1


def test_of_two_deliverers_who_have_both_read_it_one_sends(world: World) -> None:
    _, effect = replied(world)
    mailer = counting(world)
    others: list[EffectState] = []
    just_before(world, "TransactWriteItems", lambda: others.append(deliver(world, effect)))
    assert deliver(world, effect) is EffectState.SENDING
    assert others == [EffectState.DONE]
    assert mailer.keys == [effect.id]


def test_a_crowd_of_deliverers_sends_once(world: World) -> None:
    _, effect = replied(world)
    mailer, barrier = counting(world), Barrier(8)

    def one(_: int) -> EffectState:
        barrier.wait()
        return deliver(world, effect)

    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(one, range(8)))
    assert mailer.keys == [effect.id]
    assert EffectState.DONE in states
    assert set(states) <= {EffectState.DONE, EffectState.SENDING}


def test_a_failing_mail_server_stops_no_resolve(world: World) -> None:
    complaint, effect = replied(world)
    world.mailer.failure = Upstream("down")
    deliver(world, effect)
    after = ACTIONS["resolve"](world.runtime.desk, complaint.id, Action(by=AGENT, if_version=complaint.version))
    assert after.status is Status.RESOLVED


def test_a_name_that_another_complaint_has_taken_does_not_send_it_for_ever(world: World) -> None:
    _, effect = replied(world)
    taken = Once(kind="thread", key=f"{thread_names.MAIL}{effect.id}@mail.test", value=waiting(world).id)
    world.runtime.store.record(SHOP, taken)
    mailer = counting(world)
    assert deliver(world, effect) is EffectState.DONE
    world.clock.advance(timedelta(days=1))
    assert deliver(world, effect) is EffectState.DONE
    assert mailer.keys == [effect.id]


@given(attempts=st.integers(1, 10_000), seed=st.integers())
def test_the_pause_doubles_up_to_four_hours_with_jitter_over_its_upper_half(attempts: int, seed: int) -> None:
    longest = min(timedelta(seconds=10) * 2 ** min(attempts - 1, 30), timedelta(hours=4))
    assert longest / 2 <= backoff(attempts, random=Random(seed)) <= longest


def test_the_jitter_spreads_a_crowd() -> None:
    random = Random(5)
    pauses = [backoff(1, random=random).total_seconds() for _ in range(200)]
    assert min(pauses) < 5.5 < 9.5 < max(pauses)
