"""Who may use the open door, how often, and what happens when nobody can tell."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.channels.form.captcha import CaptchaRefused
from chalicelib.intake.guarding import PER_HOUR, Door, Guard
from chalicelib.model.errors import ConfigurationError, TooMany, Upstream
from chalicelib.model.ports import ChannelAccount, HttpAnswer
from tests.support.world import SHOP, TABLE, World

HERE = "203.0.113.9"
CAPTCHA = {"captcha": "turnstile", "captcha_site_key": "k"}


@pytest.fixture
def guard(world: World) -> Guard:
    return world.runtime.guard


def account(*captcha: str, **settings: str) -> ChannelAccount:
    """``captcha``: its secrets."""
    return ChannelAccount(channel="form", account=SHOP, shop=SHOP, settings=settings, secrets={"captcha": captcha})


def passed(guard: Guard, where: ChannelAccount, *, door: Door = Door.PAGE, address: str = HERE, tries: int = 50) -> int:
    """How many of so many tries got through."""
    through = 0
    for _ in range(tries):
        try:
            guard.count(where, door, address=address)
        except TooMany:
            break
        through += 1
    return through


def test_an_address_may_come_so_often_an_hour_and_then_is_told_when_to_come_again(world: World, guard: Guard) -> None:
    world.clock.advance(timedelta(minutes=20))
    assert passed(guard, account(form_per_hour="3")) == 3
    with pytest.raises(TooMany) as raised:
        guard.count(account(form_per_hour="3"), Door.PAGE, address=HERE)
    assert raised.value.retry_after == 40 * 60
    world.clock.advance(timedelta(minutes=40))
    assert passed(guard, account(form_per_hour="3")) == 3


def test_there_is_a_limit_without_a_setting_and_none_with_0(guard: Guard) -> None:
    assert passed(guard, account()) == PER_HOUR[Door.PAGE]
    assert passed(guard, account(form_per_hour="0")) == 50


def test_doors_shops_and_addresses_are_counted_apart(guard: Guard) -> None:
    limited = account(form_per_hour="1", api_per_hour="1")
    assert passed(guard, limited) == 1
    assert passed(guard, limited, door=Door.API) == 1
    assert passed(guard, replace(limited, shop="other")) == 1
    assert passed(guard, limited, address="203.0.113.10") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), (HERE, f"::ffff:{HERE}"), ("", ""), ("nonsense", "nonsense")],
)
def test_one_household_is_one_address(guard: Guard, one: str, other: str) -> None:
    limited = account(form_per_hour="1")
    assert (passed(guard, limited, address=one), passed(guard, limited, address=other)) == (1, 0)


def test_no_address_is_written_down_and_its_name_changes_every_day(world: World, guard: Guard) -> None:
    for _ in range(2):
        guard.count(account(), Door.PAGE, address=HERE)
        world.clock.advance(timedelta(days=1))
    items = world.client.scan(TableName=TABLE)["Items"]
    assert len({item["PK"]["S"] for item in items}) == 2
    assert HERE not in json.dumps(items)
    assert all(int(item["expires"]["N"]) < world.clock().timestamp() for item in items[:1])


def test_counting_is_one_write(world: World, guard: Guard) -> None:
    guard.count(account(), Door.PAGE, address=HERE)
    world.calls.clear()
    guard.count(account(), Door.PAGE, address=HERE)
    assert world.calls.operations == ["UpdateItem"]


def test_while_the_table_cannot_count_everybody_may_pass(
    guard: Guard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Upstream("the table could not answer")

    monkeypatch.setattr(guard.limits, "count", fail)
    assert passed(guard, account(form_per_hour="1")) == 50
    assert "not counted" in caplog.text


@pytest.mark.parametrize("setting", ["form_per_hour", "fill_seconds"])
@pytest.mark.parametrize("value", ["many", "-1", "1.5", "٣"])
def test_a_limit_that_is_no_number_is_loud(guard: Guard, setting: str, value: str) -> None:
    with pytest.raises(ConfigurationError):
        guard.count(account(**{setting: value}), Door.PAGE, address=HERE)
        guard.submission(account(**{setting: value}), "x")


def test_a_form_takes_its_time_and_no_more_than_a_day(world: World, guard: Guard) -> None:
    ticket = guard.ticket(account(), "f1")
    for after, submission in ((0, None), (2.9, None), (0.1, "f1"), (86_396, "f1"), (1, None)):
        world.clock.advance(timedelta(seconds=after))
        assert guard.submission(account(), ticket) == submission
    assert not guard.is_ours(account(), ticket)


def test_only_a_form_of_this_shop_counts(world: World, guard: Guard) -> None:
    foreign = guard.ticket(replace(account(), shop="other"), "f1")
    world.clock.advance(timedelta(minutes=1))
    for ticket in ("", "f1", foreign, world.runtime.signer.sign("receipt", SHOP, "f1", world.clock().isoformat())):
        assert guard.submission(account(), ticket) is None
    assert guard.submission(account(fill_seconds="0"), "f1") == "f1"


def test_without_a_captcha_everybody_is_a_person(world: World, guard: Guard) -> None:
    assert guard.is_person(account(), None, address=HERE)
    assert world.http.calls == []


def test_no_is_no_and_no_answer_is_neither(world: World, guard: Guard, caplog: pytest.LogCaptureFixture) -> None:
    where = account("s", **CAPTCHA)
    world.http.answer = lambda *_: HttpAnswer(200, b'{"success": true}')
    assert guard.is_person(where, "t", address=HERE)
    world.http.answer = lambda *_: HttpAnswer(200, b'{"success": false}')
    with pytest.raises(CaptchaRefused):
        guard.is_person(where, "t", address=HERE)
    world.http.answer = lambda *_: HttpAnswer(502, b"bad gateway")
    assert not guard.is_person(where, "t", address=HERE)
    assert "captcha not checked" in caplog.text
    with pytest.raises(ConfigurationError):
        guard.is_person(account(**CAPTCHA), "t", address=HERE)
