"""What every channel has to do whose platform is asked: nothing is confirmed that is not durable, one poller at a time,
and a platform that refuses is asked less and less often.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.intake.accept import read_delivery
from chalicelib.intake.polling import FIRST_RETRY, LEASE, LONGEST_RETRY, Polled
from chalicelib.model.errors import ConfigurationError, HuiyinError, MalformedPayload, Upstream
from chalicelib.model.poll import Poll
from chalicelib.model.ports import HttpAnswer
from chalicelib.workers.intake import process_intake
from tests.support.understanding import understood
from tests.support.world import SHOP, World
from tests.workers.events import failed, sqs_event

from .conformance import everything_said_by
from .outgoing import RecordedHttp, outlets
from .specimen import FAR_INTEGER, Asking, Specimen

MINUTES = timedelta(minutes=10)


@dataclass
class Platform:
    """Answers as the platform does; ``items`` is what it has for us until they are confirmed."""

    asking: Asking
    items: tuple[bytes, ...] = ()
    refuses: bool = False
    breaks_at_confirmation: bool = False
    fetches: int = 0
    confirmations: list[bytes] = field(default_factory=list)

    def request(self, method: str, url: str, *, headers: Any = None, body: bytes | None = None) -> HttpAnswer:
        assert (method, url[:8]) == ("POST", "https://")
        if self.refuses:
            return HttpAnswer(200, self.asking.refusal)
        if not self.asking.is_confirmation(body or b""):
            self.fetches += 1
            return HttpAnswer(200, self.asking.page(self.items))
        if self.breaks_at_confirmation:
            raise Upstream("the platform hung up")
        self.confirmations.append(body or b"")
        return HttpAnswer(200, self.asking.confirmed or b"")


@dataclass
class Poller:
    """A world with the account connected, and its platform."""

    world: World
    platform: Platform
    specimen: Specimen

    def poll(self, *, seconds: int = 60) -> list[Polled]:
        return list(self.world.runtime.polling.poll_due(until=self.world.clock() + timedelta(seconds=seconds)))

    def process(self) -> None:
        answer = process_intake(sqs_event(*self.world.intake.take()))
        assert failed(answer) == []

    @property
    def row(self) -> Poll:
        found = self.world.runtime.polls.get(SHOP, channel=self.specimen.name, account=self.specimen.account.account)
        assert found is not None
        return found

    def complaints(self) -> list[str]:
        """The ids of the messages recorded, of every complaint there is."""
        rows = self.world.client.scan(TableName=self.world.runtime.table.name)["Items"]
        return [row["PK"]["S"] for row in rows if row["SK"]["S"].startswith("message#")]

    def quarantined(self) -> int:
        return len(self.world.runtime.quarantine.page(SHOP, limit=100).items)


def plain(specimen: Specimen) -> Specimen:
    """Without what a channel may ask for while processing: that is for its own tests."""
    secrets = {name: one for name, one in specimen.account.secrets.items() if name != "session_key"}
    return replace(specimen, account=replace(specimen.account, secrets=secrets))


class WithPolling:
    @pytest.fixture
    def asking(self, specimen: Specimen) -> Asking:
        assert specimen.asking is not None
        return specimen.asking

    @pytest.fixture
    def poller(
        self, specimen: Specimen, asking: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[Poller]:
        world, platform = World(tmp_path, assess=understood), Platform(asking)
        monkeypatch.setattr(world.runtime, "http", platform)
        monkeypatch.setattr("chalicelib.runtime._installed", [world.runtime])
        world.accounts.add(plain(specimen).account)
        yield Poller(world, platform, specimen)
        world.close()

    def test_what_is_fetched_becomes_complaints(self, poller: Poller, specimen: Specimen) -> None:
        poller.platform.items = tuple(example.body for example in specimen.examples)
        [polled] = poller.poll()
        assert (polled.accepted, polled.failures, polled.lag_seconds) == (len(specimen.examples), 0, 0)
        poller.process()
        assert len(poller.complaints()) == len(specimen.examples)
        assert (poller.row.succeeded_at, poller.row.leased_until) == (poller.world.clock(), None)

    def test_ids_no_float_could_hold_survive_the_way(self, poller: Poller, specimen: Specimen) -> None:
        poller.platform.items = (specimen.examples[0].body,)
        poller.poll()
        [delivery] = [read_delivery(body) for body in poller.world.intake.take()]
        [message] = specimen.channel.parse(delivery, specimen.account)
        assert message.external_id == specimen.examples[0].external_id == str(FAR_INTEGER)

    def test_an_item_that_comes_again_is_recorded_once(self, poller: Poller, specimen: Specimen) -> None:
        poller.platform.items = (specimen.examples[0].body,)
        for _ in range(3):
            poller.poll()
            poller.process()
            poller.world.clock.advance(MINUTES)
        assert (poller.platform.fetches, len(poller.complaints())) == (3, 1)

    def test_what_says_nothing_is_confirmed_and_no_complaint(self, poller: Poller, asking: Asking) -> None:
        poller.platform.items = asking.silent
        [polled] = poller.poll()
        poller.process()
        assert (polled.accepted, polled.failures) == (len(asking.silent), 0)
        assert (poller.complaints(), poller.quarantined()) == ([], 0)

    def test_a_malformed_item_is_in_quarantine_once_and_stops_no_other(
        self, poller: Poller, specimen: Specimen
    ) -> None:
        objects = tuple(body for body in specimen.malformed if body.startswith(b"{"))
        poller.platform.items = (*objects, specimen.examples[0].body)
        for _ in range(2):
            [polled] = poller.poll()
            assert polled.failures == 0
            poller.process()
            poller.world.clock.advance(MINUTES)
        assert (poller.quarantined(), len(poller.complaints())) == (len(objects), 1)

    def test_nothing_is_confirmed_that_is_not_durable(self, poller: Poller, specimen: Specimen) -> None:
        poller.platform.items = (specimen.examples[0].body,)
        poller.world.intake.failure = Upstream("the queue is away")
        [polled] = poller.poll()
        assert (polled.failures, poller.platform.confirmations, poller.row.cursor) == (1, [], "")
        poller.world.intake.failure = None
        poller.world.clock.advance(MINUTES)
        [again] = poller.poll()
        assert (again.accepted, again.failures) == (1, 0)

    def test_a_failure_between_the_write_and_the_confirmation_costs_nothing(
        self, poller: Poller, specimen: Specimen, asking: Asking
    ) -> None:
        poller.platform.items = (specimen.examples[0].body,)
        poller.platform.breaks_at_confirmation = True
        [polled] = poller.poll()
        confirms = asking.confirmed is not None
        assert (polled.accepted, polled.failures) == (1, int(confirms))
        poller.process()
        poller.platform.breaks_at_confirmation = False
        poller.world.clock.advance(MINUTES)
        poller.poll()
        poller.process()
        assert len(poller.complaints()) == 1
        assert len(poller.platform.confirmations) == int(confirms)

    def test_one_poller_at_a_time(self, poller: Poller, specimen: Specimen, monkeypatch: pytest.MonkeyPatch) -> None:
        """Another function asks while this one waits for the platform's answer."""
        seen: list[list[Polled]] = []
        plain_request = poller.platform.request

        def meanwhile(*given: Any, **more: Any) -> HttpAnswer:
            monkeypatch.setattr(poller.platform, "request", plain_request)
            seen.append(poller.poll())
            return plain_request(*given, **more)

        monkeypatch.setattr(poller.platform, "request", meanwhile)
        assert len(poller.poll()) == 1
        assert (seen, poller.platform.fetches) == ([[]], 1)

    def test_two_that_begin_together_are_one(self, poller: Poller) -> None:
        polling, account = poller.world.runtime.polling, plain(poller.specimen).account
        as_both_read_it = polling._poll_of(account)
        until = poller.world.clock() + MINUTES
        results = [polling._turn(account, as_both_read_it, until=until) for _ in range(2)]
        assert [result is not None for result in results] == [True, False]

    def test_a_poller_that_died_is_followed_by_another_and_writes_no_more(
        self, poller: Poller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plain_request = poller.platform.request

        def sleeps_past_its_lease(*given: Any, **more: Any) -> HttpAnswer:
            monkeypatch.setattr(poller.platform, "request", plain_request)
            poller.world.clock.advance(LEASE - timedelta(seconds=1))
            assert poller.poll(seconds=3600) == []
            poller.world.clock.advance(timedelta(seconds=1))
            assert len(poller.poll(seconds=3600)) == 1
            return plain_request(*given, **more)

        monkeypatch.setattr(poller.platform, "request", sleeps_past_its_lease)
        assert poller.poll(seconds=3600) == []
        assert (poller.row.failures, poller.row.leased_until) == (0, None)

    def test_a_platform_that_refuses_is_asked_ever_less(self, poller: Poller) -> None:
        poller.platform.refuses = True
        waits: list[timedelta] = []
        for failures in range(1, 12):
            [polled] = poller.poll()
            assert (polled.accepted, polled.failures) == (0, failures)
            assert poller.poll() == []
            waits.append(poller.row.next_at - poller.world.clock())
            ceiling = min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY)
            assert ceiling / 2 <= waits[-1] <= ceiling
            poller.world.clock.advance(waits[-1])
        assert len({wait % timedelta(minutes=1) for wait in waits}) > 1
        assert str(poller.row.last_error).startswith("upstream: the platform refused: ")
        poller.platform.refuses = False
        [polled] = poller.poll()
        assert polled.failures == 0
        assert poller.row.last_error is None

    def test_how_far_behind_it_is_grows_until_it_succeeds(self, poller: Poller) -> None:
        poller.poll()
        poller.platform.refuses = True
        poller.world.clock.advance(timedelta(hours=1))
        [polled] = poller.poll()
        assert polled.lag_seconds == 3600

    @pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"other":{}}', b'{"error_response":[]}'])
    def test_what_is_no_answer_is_a_failure_and_no_crash(self, specimen: Specimen, answer: bytes) -> None:
        for status in (200, 502):
            http = RecordedHttp([HttpAnswer(status, answer)])
            with pytest.raises((Upstream, MalformedPayload)):
                specimen.channel.poll("", specimen.account, outlets(http))

    @given(answer=st.binary(max_size=200), cursor=st.text(max_size=30))
    def test_no_answer_and_no_cursor_break_it(self, specimen: Specimen, answer: bytes, cursor: str) -> None:
        with pytest.raises(HuiyinError):
            specimen.channel.poll(cursor, specimen.account, outlets(RecordedHttp([HttpAnswer(200, answer)])))

    def test_signs_with_its_newest_secret_and_shows_none(self, specimen: Specimen, asking: Asking) -> None:
        def sent(*secrets: str) -> bytes:
            http = RecordedHttp([HttpAnswer(200, asking.page(()))])
            specimen.channel.poll("", specimen.with_secrets(**{asking.signing_secret: secrets}), outlets(http))
            return http.sent[0].body

        [present] = specimen.account.secrets[asking.signing_secret]
        assert sent(present) == sent(present, "an-older-one") != sent("another-one", present)
        assert present.encode() not in sent(present)

    def test_a_missing_secret_or_setting_closes_it_loudly(
        self, poller: Poller, specimen: Specimen, asking: Asking, caplog: pytest.LogCaptureFixture
    ) -> None:
        for name in asking.needed:
            account = plain(specimen).account
            secrets = {each: one for each, one in account.secrets.items() if each != name}
            settings = {each: one for each, one in account.settings.items() if each != name}
            closed = replace(account, secrets=secrets, settings=settings)
            with pytest.raises(ConfigurationError, match=name):
                specimen.channel.poll("", closed, outlets())
            poller.world.accounts.add(closed)
            caplog.clear()
            assert [polled.accepted for polled in poller.poll()] == [0]
            assert [record.levelno for record in caplog.records] == [logging.CRITICAL]
            poller.world.clock.advance(LONGEST_RETRY)

    def test_is_closed_until_asked_for_when_experimental(self, specimen: Specimen) -> None:
        if specimen.channel.features.experimental:
            account = replace(specimen.account, settings={**specimen.account.settings, "experimental": "no"})
            with pytest.raises(ConfigurationError, match="experimental"):
                specimen.channel.poll("", account, outlets())

    def test_nothing_secret_is_told_when_it_fails(
        self, poller: Poller, specimen: Specimen, asking: Asking, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG, logger="chalicelib")
        poller.platform.refuses = True
        poller.poll()
        http = RecordedHttp([HttpAnswer(200, asking.refusal)])
        told = caplog.text + poller.row.model_dump_json()
        try:
            specimen.channel.poll("", specimen.account, outlets(http))
        except Upstream as error:
            told += everything_said_by(error)
        for value in specimen.secret_values():
            assert value not in told
