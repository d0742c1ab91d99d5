"""No line of the log repeats a phone number, an identity number or a mail address, whoever writes it and however."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from chalice.test import Client

from app import app, poll_channels
from chalicelib.intake.accept import written
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import EffectState
from chalicelib.model.errors import HuiyinError, MalformedPayload, Undeliverable, Upstream
from chalicelib.runtime.logs import fail_masked, mask_logs, masked_failure
from chalicelib.workers import intake
from infra.local.events import schedule_event
from tests.support.world import SHOP, World
from tests.workers.events import sqs_event

PHONE, ID, MAIL = "13812345678", "11010519491231002X", "wang@customer.example"
PLANTED = f"打 {PHONE}, 身份证 {ID}, mail {MAIL}"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a handler of its own, told nothing of masking, writes; with everything that was beside the message."""
    written_to = io.StringIO()
    handler = logging.StreamHandler(written_to)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written_to
    root.removeHandler(handler)
    root.setLevel(level)


def assert_silent(lines: io.StringIO) -> None:
    text = lines.getvalue()
    assert text
    for part in (PHONE, ID, MAIL):
        assert part not in text, text


def test_a_message_and_its_arguments(lines: io.StringIO) -> None:
    logging.getLogger("some.library").error("could not send to %s: %s", MAIL, {"said": PLANTED})
    assert "[email]" in lines.getvalue()
    assert_silent(lines)


def test_arguments_that_do_not_fit(lines: io.StringIO) -> None:
    logging.getLogger("some.library").error(f"{PLANTED} %s %s", PHONE)
    assert_silent(lines)


def test_a_traceback_with_its_causes(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError(PHONE)
        except KeyError as error:
            raise ValueError(PLANTED) from error
    except ValueError:
        logging.getLogger("some.library").exception("it failed")
    assert_silent(lines)
    assert "ValueError: 打 [phone]" in lines.getvalue()
    assert "KeyError" in lines.getvalue()
    assert "test_a_traceback_with_its_causes" in lines.getvalue()


def test_what_nobody_catches_says_nothing_either() -> None:
    def fails(_: Any) -> Any:
        raise MalformedPayload(PLANTED)

    with pytest.raises(Exception, match=r"\[phone\]") as caught:
        fail_masked(None, fails)
    assert type(caught.value).__name__ == "MalformedPayload"
    assert PHONE not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_long_chain_of_causes_has_an_end() -> None:
    failure: Exception = ValueError(PHONE)
    for _ in range(50):
        after = ValueError(PHONE)
        after.__cause__ = failure
        failure = after
    assert str(masked_failure(failure)) == "[phone]"


def test_masking_twice_is_masking_once() -> None:
    mask_logs()
    factory = logging.getLogRecordFactory()
    mask_logs()
    assert logging.getLogRecordFactory() is factory


def test_a_hook_that_fails(world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(PLANTED)

    monkeypatch.setattr(world.intake, "send", fails)
    with Client(app) as client:
        body = json.dumps({"shop": SHOP, "text": PLANTED, "customer": {"phone": PHONE}}).encode()
        answer = client.http.post("/v1/complaints", body=body, headers={"content-type": "application/json"})
    assert answer.status_code == 500
    assert PHONE.encode() not in answer.body
    assert_silent(lines)


def test_a_schedule_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(PLANTED)

    monkeypatch.setattr("chalicelib.workers.polling.poll_channels", fails)
    with pytest.raises(Exception, match=r"\[phone\]") as caught:
        poll_channels(schedule_event("poll_channels", at="2026-11-11T02:00:00Z"), None)
    assert PHONE not in str(caught.value)


def test_a_record_that_fails_and_one_that_goes_to_quarantine(
    world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = world.form("坏了")

    def unreadable(_: object, delivery: Delivery) -> None:
        raise MalformedPayload(f"line 3: {PLANTED}") if delivery.id == good.id else RuntimeError(PLANTED)

    monkeypatch.setattr(type(world.runtime.processing), "process", unreadable)
    event = sqs_event(written(good), written(world.form("坏了")))
    assert len(intake.process_intake(event)["batchItemFailures"]) == 1
    [entry] = world.runtime.quarantine.page(SHOP, limit=5).items
    assert PHONE not in entry.reason
    assert "[phone]" in entry.reason
    assert_silent(lines)


@pytest.mark.parametrize("error", [Upstream(f"550 {PLANTED}"), Undeliverable(f"550 {PLANTED}")])
def test_a_reply_that_cannot_be_delivered(world: World, lines: io.StringIO, error: HuiyinError) -> None:
    logging.getLogger().info("begin")
    complaint = world.complain("坏了", customer={"email": MAIL})
    world.mailer.failure = error
    for _ in range(30):
        world.run_due(after=timedelta(hours=5))
    kept = world.runtime.store.dossier(SHOP, complaint.id)
    assert {effect.state for effect in kept.effects} == {EffectState.FAILED}
    told = [effect.last_error or "" for effect in kept.effects] + [task.why for task in kept.complaint.tasks]
    assert all(PHONE not in one and ID not in one for one in told)
    assert_silent(lines)
