"""What every channel has to do, whatever its platform. A channel takes part by having a specimen; see
``docs/adding-a-channel.md``.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.base import Request
from chalicelib.channels.registry import CHANNELS
from chalicelib.model.errors import ConfigurationError, MalformedPayload, SignatureInvalid, Undeliverable
from chalicelib.model.message import Inbound

from .outgoing import effect, outlets
from .specimen import NOW, Specimen

DOCS = Path(__file__).parents[2] / "docs" / "channels"


def failure(call: Callable[[], object]) -> BaseException:
    """What the call raises. Anything that would leak through a traceback can be read off it."""
    try:
        call()
    except (ConfigurationError, MalformedPayload, SignatureInvalid, Undeliverable) as error:
        return error
    raise AssertionError("nothing was raised")


def everything_said_by(error: BaseException) -> str:
    return "".join(traceback.format_exception(error, chain=True)) + repr(error) + repr(vars(error))


class EveryChannel:
    """For channels with and without webhooks."""

    def test_is_registered_under_its_name(self, specimen: Specimen) -> None:
        assert specimen.channel.name == specimen.name
        assert specimen.name in CHANNELS

    def test_declares_its_features(self, specimen: Specimen) -> None:
        features = specimen.channel.features
        assert set(features.title) >= {"en", "zh"}
        assert set(specimen.account.secrets) == set(features.secrets)
        assert set(specimen.account.settings) <= set(features.settings)
        assert features.webhook == (specimen.hook is not None)
        assert features.replies or features.reply_window_hours is None

    def test_has_a_page_that_is_linked_and_a_row_in_the_matrix(self, specimen: Specimen) -> None:
        index = (DOCS / "README.md").read_text("utf-8")
        page = (DOCS / f"{specimen.name}.md").read_text("utf-8")
        assert f"({specimen.name}.md)" in index
        assert re.search(rf"^\|.*`{specimen.name}`.*\|$", index, re.MULTILINE)
        for name in (*specimen.channel.features.secrets, *specimen.channel.features.settings):
            assert f"`{name}`" in page

    def test_reads_its_examples(self, specimen: Specimen) -> None:
        for example in specimen.examples:
            (message,) = self.parsed(specimen, specimen.request(example.body), **example.headers)
            assert message.text.strip() == example.text
            assert message.subject == example.subject
            assert message.external_id == example.external_id

    def test_a_second_delivery_is_the_same_message(self, specimen: Specimen) -> None:
        for example in specimen.examples:
            delivery = specimen.delivery_of(example)
            again = delivery.model_copy(update={"id": "d2", "received_at": NOW + timedelta(hours=1)})
            first, second = (specimen.channel.parse(each, specimen.account) for each in (delivery, again))
            assert first == second

    def test_an_address_says_what_the_channel_declares(self, specimen: Specimen) -> None:
        features = specimen.channel.features
        for example in specimen.examples:
            for message in specimen.channel.parse(specimen.delivery_of(example), specimen.account):
                to = message.reply_to
                if to is None or to.channel != specimen.name:
                    continue
                assert features.replies
                assert (to.open_until is not None) == (features.reply_window_hours is not None)
                if features.replies_per_window is not None:
                    assert to.takes == features.replies_per_window

    def test_malformed_bodies_are_for_quarantine(self, specimen: Specimen) -> None:
        for body in specimen.malformed:
            with pytest.raises(MalformedPayload):
                self.parsed(specimen, specimen.request(body))

    @given(body=st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
    def test_no_bytes_break_it(self, specimen: Specimen, body: bytes) -> None:
        with suppress(MalformedPayload):
            self.parsed(specimen, specimen.request(body))

    def test_nothing_secret_is_told(self, specimen: Specimen, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        told = [repr(specimen.account), str(specimen.account)]
        for body in specimen.malformed:
            told.append(everything_said_by(failure(lambda body=body: self.parsed(specimen, specimen.request(body)))))  # type: ignore[misc]
        for value in specimen.secret_values():
            assert value not in "".join(told) + caplog.text

    def test_says_so_when_it_cannot_send(self, specimen: Specimen) -> None:
        if not specimen.channel.features.replies:
            with pytest.raises(Undeliverable):
                specimen.channel.send(effect(specimen.account), specimen.account, outlets())

    @staticmethod
    def parsed(specimen: Specimen, request: Request, **headers: str) -> tuple[Inbound, ...]:
        return specimen.channel.parse(specimen.delivery(request, headers), specimen.account)


class WithoutWebhook:
    """Whatever calls ``/hooks/<channel>/…`` is refused: nothing there could be verified."""

    @pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
    def test_refuses_every_call(self, specimen: Specimen, method: str) -> None:
        for example in specimen.examples:
            request = Request(method=method, headers=example.headers, body=example.body)
            with pytest.raises(SignatureInvalid):
                specimen.channel.handshake(request, specimen.account, now=NOW)
            with pytest.raises(SignatureInvalid):
                specimen.channel.verify(request, specimen.account, now=NOW)
