"""When the way to a customer is closed the next one is taken, each with its reason in the history; one way succeeds at
most, and where none does, a person has a task.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.background.fallback import Ways, after_failure, closed
from chalicelib.desk.desk import Action
from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import Effect, EffectKind, EffectState, Way
from chalicelib.model.errors import LostRace, Undeliverable, Upstream
from chalicelib.model.identity import CUSTOMER
from chalicelib.model.message import Customer, ReplyAddress
from chalicelib.model.ports import ChannelAccount, HttpAnswer
from tests.background.outbox import effects, just_before, reference
from tests.desk.invariants import check
from tests.model.samples import complaint as sample
from tests.support.arrivals import wechat
from tests.support.fakes import START
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.understanding import understood
from tests.support.world import AGENT, MAIL, SHOP, World

TOKEN: Final = HttpAnswer(200, b'{"access_token": "t", "expires_in": 7200}')
TAKEN: Final = {
    Way.CHANNEL: HttpAnswer(200, b'{"errcode": 0}'),
    Way.TEMPLATE: HttpAnswer(200, b'{"errcode": 0}'),
    Way.SMS: HttpAnswer(200, b'{"Code": "OK", "BizId": "1"}'),
}
REFUSED: Final = {
    Way.CHANNEL: HttpAnswer(200, b'{"errcode": 45015}'),
    Way.TEMPLATE: HttpAnswer(200, b'{"errcode": 43004}'),
    Way.SMS: HttpAnswer(200, b'{"Code": "isv.MOBILE_NUMBER_ILLEGAL"}'),
}
DOWN: Final = HttpAnswer(503, b"")
PLACES: Final = {"message/custom/send": Way.CHANNEL, "template/send": Way.TEMPLATE, "dysmsapi": Way.SMS}
WAYS: Final = tuple(Way)
CONTACTS: Final = Customer(id="openid-1", phone="13800000000", email="wang@customer.example")
ONE_MINUTE: Final = timedelta(minutes=1)


@dataclass
class Outside:
    """What each way answers, attempt by attempt (the last answer stays); and how often each took something."""

    answers: Mapping[Way, Sequence[str]] = field(default_factory=dict)
    asked: Counter[Way] = field(default_factory=Counter)
    took: Counter[Way] = field(default_factory=Counter)

    def decide(self, way: Way) -> str:
        answers = self.answers.get(way, ("taken",))
        decided = answers[min(self.asked[way], len(answers) - 1)]
        self.asked[way] += 1
        if decided == "taken":
            self.took[way] += 1
        return decided

    def http(self, method: str, url: str) -> HttpAnswer:
        if "stable_token" in url:
            return TOKEN
        way = next(way for place, way in PLACES.items() if place in url)
        return {"taken": TAKEN[way], "refused": REFUSED[way], "down": DOWN}[self.decide(way)]

    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        decided = self.decide(Way.EMAIL)
        if decided == "down":
            raise Upstream("the mail service could not be reached")
        if decided == "refused":
            raise Undeliverable("the mail service refused the message")
        return f"{idempotency_key}@mail.test"


def connect(world: World, outside: Outside) -> None:
    """The 公众号 has every other way, and all of them lead to ``outside``."""
    home = world.accounts.get("wechat_oa", SHOP)
    more = {
        "template_id": "T1",
        "template_parameters": '{"thing1": "{number}"}',
        "sms_account": "aliyun_sms/main",
        "email_account": MAIL,
    }
    world.accounts.add(replace(home, settings={**home.settings, **more}))
    world.accounts.add(
        ChannelAccount(
            channel="aliyun_sms",
            account="main",
            shop=SHOP,
            secrets={"access_key_secret": ("test",), "hook_key": ("test",)},
            settings={
                "access_key_id": "test",
                "sign_name": "某品牌",
                "template_code": "SMS_1",
                "template_parameters": '{"code": "{token}"}',
            },
        )
    )
    world.http.answer = outside.http
    world.runtime.delivering = replace(world.runtime.delivering, mailer=outside)


def follower(world: World, *, customer: Customer = CONTACTS) -> Complaint:
    """Held by the agent; the acknowledgement has left."""
    complaint = world.complaint(world.process(wechat(world, "质量太差，要求换货", message="1")).complaint)
    draft = Draft(before=complaint, actor=CUSTOMER, at=world.clock())
    [said] = complaint.messages
    known = facts.MessageAdded(
        message=said.model_copy(update={"id": "m0"}), customer=customer, reply_to=complaint.reply_to
    )
    draft.say(known)
    world.runtime.store.commit(draft.change(messages=[known.message]))
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.run_due()
    return world.complaint(complaint.id)


def answered(world: World, complaint: Complaint, text: str = "已安排换货") -> Effect:
    before = {each.id for each in effects(world, complaint, EffectKind.REPLY)}
    world.runtime.desk.reply(complaint.id, Action(by=AGENT), text=text)
    [owed] = [each for each in effects(world, complaint, EffectKind.REPLY) if each.id not in before]
    return owed


def settle(world: World, effect: Effect) -> Effect:
    """Delivers until there is nothing left to do."""
    for _ in range(200):
        present = world.runtime.outbox.effect(SHOP, effect.complaint, effect.id)
        if present.state in (EffectState.DONE, EffectState.FAILED):
            return present
        world.clock.now = max(world.clock.now, present.next_attempt_at)
        world.runtime.delivering.deliver(reference(present))
    raise AssertionError("it never ends")


def told(world: World, complaint: str, *kinds: type[facts.Body]) -> list[facts.Body]:
    events = world.runtime.store.dossier(SHOP, complaint).events
    return [event.body for event in events if isinstance(event.body, kinds)]


@pytest.fixture
def outside(world: World) -> Outside:
    outside = Outside()
    connect(world, outside)
    return outside


def refusing(*ways: Way) -> dict[Way, tuple[str, ...]]:
    return dict.fromkeys(ways, ("refused",))


# Step by step


def test_an_open_window_is_used(world: World, outside: Outside) -> None:
    effect = answered(world, follower(world))
    done = settle(world, effect)
    assert (done.state, done.way, done.tried, done.messages) == (EffectState.DONE, Way.CHANNEL, (), 1)


@pytest.mark.parametrize(
    ("refusers", "way"),
    [(WAYS[:1], Way.TEMPLATE), (WAYS[:2], Way.SMS), (WAYS[:3], Way.EMAIL)],
    ids=["template", "sms", "email"],
)
def test_each_refusal_leads_to_the_next_way(
    world: World, outside: Outside, refusers: tuple[Way, ...], way: Way
) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    outside.answers = refusing(*refusers)
    done = settle(world, effect)
    assert (done.state, done.way, done.id) == (EffectState.DONE, way, effect.id)
    assert [each.way for each in done.tried] == list(refusers)
    steps = told(world, complaint.id, facts.Rerouted)
    assert [(step.tried, step.way) for step in steps if isinstance(step, facts.Rerouted)] == list(
        zip(refusers, WAYS[1:], strict=False)
    )
    assert all(isinstance(step, facts.Rerouted) and step.why for step in steps)
    assert world.complaint(complaint.id).tasks == ()
    check(world, [complaint.id])


def test_when_every_way_is_closed_a_person_has_a_task(
    world: World, outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    outside.answers = refusing(*WAYS)
    failed = settle(world, effect)
    assert (failed.state, failed.last_error) == (EffectState.FAILED, "the mail service refused the message")
    [undelivered] = told(world, complaint.id, facts.Undelivered)
    assert isinstance(undelivered, facts.Undelivered)
    assert (undelivered.effect, undelivered.tried) == (effect.id, Way.EMAIL)
    [task] = world.complaint(complaint.id).tasks
    assert (task.id, task.message, task.why) == (effect.id, effect.message, "the mail service refused the message")
    assert [vars(record)["effect"] for record in caplog.records if "effect_failed" in vars(record)] == [effect.id]
    check(world, [complaint.id])


def test_the_notice_and_the_text_message_lead_to_the_answer(world: World, outside: Outside) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    outside.answers = refusing(Way.CHANNEL, Way.TEMPLATE)
    settle(world, effect)
    token = world.runtime.status_url(SHOP, complaint.id).rpartition("/")[2]
    [notice] = [body for _, url, body in world.http.calls if "template/send" in url]
    [sms] = [url for _, url, _ in world.http.calls if "dysmsapi" in url]
    assert token.encode() in notice
    assert token in sms


def test_a_closed_window_is_not_tried(world: World, outside: Outside) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    before = outside.asked[Way.CHANNEL]
    world.clock.advance(timedelta(hours=48, seconds=1))
    done = settle(world, effect)
    assert (done.way, outside.asked[Way.CHANNEL]) == (Way.TEMPLATE, before)
    assert done.tried[0].why == "the time in which the platform takes a reply is over"


def test_what_is_used_up_is_not_tried(world: World, outside: Outside) -> None:
    """The acknowledgement took one of five."""
    complaint = follower(world)
    for _ in range(4):
        assert settle(world, answered(world, complaint)).way is Way.CHANNEL
    fifth = settle(world, answered(world, complaint))
    assert fifth.way is Way.TEMPLATE
    assert "the 5 messages" in fifth.tried[0].why
    assert outside.took[Way.CHANNEL] == 5


def test_a_text_of_more_parts_than_are_left_is_not_begun(world: World, outside: Outside) -> None:
    complaint = follower(world)
    long = "我们已经为您登记。" * 320
    before = outside.asked[Way.CHANNEL]
    effect = settle(world, answered(world, complaint, long))
    assert (effect.way, outside.asked[Way.CHANNEL]) == (Way.TEMPLATE, before)


def test_a_newer_word_of_the_customer_opens_the_window_again(world: World, outside: Outside) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    world.clock.advance(timedelta(hours=49))
    world.process(wechat(world, "怎么还没有回复", message="2"))
    done = settle(world, effect)
    assert (done.way, done.state, [each.way for each in done.tried]) == (Way.CHANNEL, EffectState.DONE, [Way.CHANNEL])


def test_an_outage_is_waited_for_before_the_next_way(world: World, outside: Outside) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    outside.answers = {Way.CHANNEL: ("down",)}
    outside.asked.clear()
    done = settle(world, effect)
    attempts = world.runtime.settings.effect_attempts
    assert (done.way, done.tried[0].attempts, outside.asked[Way.CHANNEL]) == (Way.TEMPLATE, attempts, attempts)
    assert done.attempts == attempts + 1


@pytest.mark.parametrize(
    ("customer", "way"),
    [
        (CONTACTS.model_copy(update={"phone": None}), Way.EMAIL),
        (CONTACTS.model_copy(update={"phone": "138****0000"}), Way.EMAIL),
        (CONTACTS.model_copy(update={"email": None}), None),
    ],
    ids=["no number", "a masked number", "no address"],
)
def test_what_is_not_known_is_no_way(world: World, outside: Outside, customer: Customer, way: Way | None) -> None:
    complaint = follower(world, customer=customer)
    effect = answered(world, complaint)
    outside.answers = refusing(Way.CHANNEL, Way.TEMPLATE, Way.SMS)
    after = settle(world, effect)
    assert (after.way if after.state is EffectState.DONE else None) == way


def test_who_may_be_forged_gets_nothing_at_addresses_they_named(world: World) -> None:
    home = ChannelAccount(
        channel="wechat_oa", account=SHOP, shop=SHOP, settings={"sms_account": "aliyun_sms/main", "email_account": MAIL}
    )
    forged = sample().model_copy(update={"is_trusted": False, "customer": CONTACTS})
    assert Ways.of(forged, home, template=False) == Ways()
    trusted = forged.model_copy(update={"is_trusted": True})
    ways = Ways.of(trusted, home, template=False)
    assert (ways.sms, ways.email) == (
        ReplyAddress(channel="aliyun_sms", account="main", recipient="13800000000"),
        ReplyAddress(channel="email", account=MAIL, recipient="wang@customer.example"),
    )


def test_a_channel_that_cannot_send_leads_to_a_person(world: World) -> None:
    complaint = follower(world)
    draft = Draft(before=complaint, actor=CUSTOMER, at=world.clock())
    [*_, said] = complaint.messages
    draft.say(facts.MessageAdded(message=said.model_copy(update={"id": "m9"}), customer=Customer(id="1")))
    world.runtime.store.commit(draft.change())
    failed = settle(world, answered(world, complaint))
    assert (failed.state, failed.last_error) == (
        EffectState.FAILED,
        "the channel has no way back to the customer",
    )
    assert [task.id for task in world.complaint(complaint.id).tasks] == [failed.id]


def test_an_acknowledgement_is_not_worth_another_way(world: World, outside: Outside) -> None:
    outside.answers = refusing(Way.CHANNEL)
    complaint = world.complaint(world.process(wechat(world, "质量太差", message="1")).complaint)
    [acknowledgement] = effects(world, complaint)
    failed = settle(world, acknowledgement)
    assert (failed.state, failed.tried) == (EffectState.FAILED, ())
    assert [type(body) for body in told(world, complaint.id, facts.Undelivered, facts.TaskSet)] == [facts.Undelivered]


def test_a_survey_takes_another_way_but_makes_no_task(world: World, outside: Outside) -> None:
    complaint = follower(world)
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="ok", text="")
    outside.answers = refusing(*WAYS)
    world.run_due(after=timedelta(days=1))
    [survey] = effects(world, complaint, EffectKind.SURVEY)
    failed = settle(world, survey)
    assert [each.way for each in failed.tried] == [Way.CHANNEL, Way.SMS], "the notice of answers asks nobody"
    present = world.complaint(complaint.id)
    assert (present.status, present.tasks) == (Status.RESOLVED, ())


def test_outside_the_window_a_survey_takes_the_notice_of_surveys(world: World, outside: Outside) -> None:
    home = world.accounts.get("wechat_oa", SHOP)
    own = {"survey_template_id": "T2", "survey_template_parameters": '{"thing1": "{link}"}'}
    world.accounts.add(replace(home, settings={**home.settings, **own}))
    complaint = follower(world)
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="ok", text="")
    outside.answers = refusing(Way.CHANNEL)
    world.run_due(after=timedelta(days=1))
    [survey] = effects(world, complaint, EffectKind.SURVEY)
    done = settle(world, survey)
    assert (done.state, done.way, [each.way for each in done.tried]) == (
        EffectState.DONE,
        Way.TEMPLATE,
        [Way.CHANNEL],
    )
    said = next(body.decode() for _, url, body in world.http.calls if "template/send" in url)
    assert '"T2"' in said
    assert "/survey/" in said


# What it means for the complaint


def test_nobody_waits_for_a_customer_who_heard_nothing(world: World, outside: Outside) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    world.runtime.desk.wait(complaint.id, Action(by=AGENT), why="等照片", until=None)
    outside.answers = refusing(*WAYS)
    settle(world, effect)
    assert world.complaint(complaint.id).status is Status.WAITING
    check(world, [complaint.id])


def test_an_answer_that_nobody_read_settles_nothing(world: World, outside: Outside) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="refunded", text="")
    outside.answers = refusing(*WAYS)
    settle(world, effect)
    after = world.complaint(complaint.id)
    assert (after.status, len(after.tasks), after.reopened) == (Status.WAITING, 1, 1)
    assert after.survey is not None
    assert after.survey.state.value == "cancelled"
    check(world, [complaint.id])


def test_whoever_reached_the_customer_says_how(world: World, outside: Outside) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    outside.answers = refusing(*WAYS)
    settle(world, effect)
    after = world.runtime.desk.finish_task(complaint.id, Action(by=AGENT), task=effect.id, how="called them")
    assert after.tasks == ()
    [done] = told(world, complaint.id, facts.TaskDone)
    assert isinstance(done, facts.TaskDone)
    assert (done.task.id, done.how) == (effect.id, "called them")


# Races and deaths


def test_an_agent_who_writes_at_the_same_moment_loses_nothing(world: World, outside: Outside) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    outside.answers = refusing(Way.CHANNEL)
    begun = world.runtime.outbox.begin(effect, lease_until=world.clock.now + ONE_MINUTE)

    def note() -> None:
        world.runtime.desk.note(complaint.id, Action(by=AGENT), text="打过电话")

    just_before(world, "TransactWriteItems", note)
    state = world.runtime.delivering._go_on(begun, why="refused", now=world.clock.now)
    assert state is EffectState.PENDING
    assert [type(body) for body in told(world, complaint.id, facts.Noted, facts.Rerouted)] == [
        facts.Noted,
        facts.Rerouted,
    ]
    check(world, [complaint.id])


def test_of_two_who_find_it_refused_one_moves_it_on(world: World, outside: Outside) -> None:
    complaint = follower(world)
    effect = answered(world, complaint)
    begun = world.runtime.outbox.begin(effect, lease_until=world.clock.now + ONE_MINUTE)
    go_on: Callable[[], EffectState] = lambda: world.runtime.delivering._go_on(  # noqa: E731
        begun, why="refused", now=world.clock.now
    )
    just_before(world, "TransactWriteItems", lambda: go_on())
    assert go_on() is EffectState.PENDING
    assert len(told(world, complaint.id, facts.Rerouted)) == 1


def test_who_never_wins_leaves_it_to_the_next_attempt(
    world: World, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    effect = answered(world, follower(world))
    outside.answers = refusing(Way.CHANNEL)

    def lose(_: object) -> None:
        raise LostRace("somebody else was first")

    with monkeypatch.context() as always:
        always.setattr(world.runtime.store, "commit", lose)
        assert world.runtime.delivering.deliver(reference(effect)) is EffectState.SENDING
    assert settle(world, effect).way is Way.TEMPLATE


@contextmanager
def a_world(outside: Outside) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), assess=understood)
        connect(world, outside)
        yield world
        world.close()


@pytest.mark.slow
def test_a_deliverer_that_dies_anywhere_takes_one_way_in_the_end() -> None:
    at: int | None = None
    last = -1
    while at is None or at < last:
        outside = Outside()
        with a_world(outside) as world:
            complaint = follower(world)
            effect = answered(world, complaint)
            outside.answers = refusing(Way.CHANNEL, Way.TEMPLATE)
            outside.took.clear()
            points = CrashPoints(at=at)
            watch_client(world.client, points)
            with suppress(Crash):
                settle(world, effect)
            last, points.at = max(last, points.passed), None
            world.clock.advance(timedelta(seconds=world.runtime.settings.effect_lease_seconds))
            done = settle(world, effect)
            assert (done.state, done.way) == (EffectState.DONE, Way.SMS), f"died at {at}"
            assert set(outside.took) == {Way.SMS}
            assert [each.way for each in done.tried] == [Way.CHANNEL, Way.TEMPLATE]
            assert len(told(world, complaint.id, facts.Rerouted)) == 2
            check(world, [complaint.id])
        at = 0 if at is None else at + 1
    assert last > 20


answers = st.lists(st.sampled_from(["taken", "refused", "down", "down"]), min_size=1, max_size=4).map(tuple)


@settings(max_examples=25)
@given(plan=st.fixed_dictionaries(dict.fromkeys(WAYS, answers)), late=st.booleans(), phone=st.booleans())
def test_it_is_never_both_sent_and_given_up_and_one_way_succeeds_at_most(
    plan: Mapping[Way, tuple[str, ...]], *, late: bool, phone: bool
) -> None:
    outside = Outside()
    with a_world(outside) as world:
        complaint = follower(world, customer=CONTACTS if phone else CONTACTS.model_copy(update={"phone": None}))
        effect = answered(world, complaint)
        outside.answers = plan
        outside.asked.clear()
        outside.took.clear()
        if late:
            world.clock.advance(timedelta(days=3))
        after = settle(world, effect)
        was_taken = after.state is EffectState.DONE
        assert (outside.took.total(), set(outside.took)) == ((1, {after.way}) if was_taken else (0, set()))
        present = world.complaint(complaint.id)
        assert [task.id for task in present.tasks] == ([] if was_taken else [effect.id])
        assert len(told(world, complaint.id, facts.Rerouted)) == len(after.tried)
        assert len(told(world, complaint.id, facts.Undelivered)) == (not was_taken)
        check(world, [complaint.id])


# The decision alone


def pure(**about: object) -> Effect:
    known = {
        "id": "x1",
        "complaint": "c1",
        "shop": "demo",
        "kind": EffectKind.REPLY,
        "to": ReplyAddress(channel="wechat_oa", account="a", recipient="o", open_until=START, takes=2),
        "text": "x",
        "language": "en",
        "created_at": START,
        "next_attempt_at": START,
    }
    return Effect.model_validate({**known, **about})


def test_a_window_is_open_to_its_last_moment() -> None:
    assert closed(pure(), (), now=START) is None
    assert closed(pure(), (), now=START + timedelta(microseconds=1)) is not None
    assert closed(pure(way=Way.TEMPLATE), (), now=START + timedelta(days=9)) is None


def test_only_what_was_sent_within_the_window_is_counted() -> None:
    done = pure(id="x2", state=EffectState.DONE, messages=2)
    older = done.model_copy(update={"to": done.to.model_copy(update={"open_until": START - ONE_MINUTE})})
    owed = done.model_copy(update={"state": EffectState.PENDING})
    assert closed(pure(), (older, owed), now=START) is None
    assert closed(pure(), (done,), now=START) is not None


def test_it_does_not_go_twice_to_the_same_address() -> None:
    email = ReplyAddress(channel="email", account=MAIL, recipient="wang@customer.example")
    [change] = after_failure(
        sample(), pure(to=email), primary=sample(), why="refused", ways=Ways(email=email), now=START
    )
    assert change.effects[0].state is EffectState.FAILED
