"""Runs the conformance suite over every channel of the registry."""

from __future__ import annotations

import pytest

from chalicelib.channels.base import Proof
from chalicelib.channels.registry import CHANNELS, POLLED

from .conformance import EveryChannel, WithoutWebhook
from .polled_conformance import WithPolling
from .specimen import Specimen
from .specimens import SPECIMENS
from .webhook_conformance import WithSharedSecret, WithSignature, WithSignedBody, WithTimestamp, WithWebhook


def over(*specimens: Specimen) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("specimen", [pytest.param(each, id=each.name) for each in specimens])


def test_every_channel_has_a_specimen() -> None:
    assert set(SPECIMENS) == set(CHANNELS)


def test_the_channels_that_have_to_be_asked_are_written_down() -> None:
    asked = {name for name, each in SPECIMENS.items() if each.channel.features.polled_every}
    assert asked == set(POLLED) == {name for name, each in SPECIMENS.items() if each.asking}


@over(*(each for each in SPECIMENS.values() if each.hook is not None))
def test_what_a_call_is_believed_by_is_what_the_suite_tests(specimen: Specimen) -> None:
    assert specimen.hook is not None
    proof = specimen.channel.features.proof
    assert specimen.hook.covers_body or proof in (Proof.CALL, Proof.SECRET)
    assert not (specimen.hook.covers_body and proof is Proof.SECRET)


@over(*SPECIMENS.values())
class TestEveryChannel(EveryChannel): ...


@over(*(each for each in SPECIMENS.values() if each.hook is None))
class TestWithoutWebhook(WithoutWebhook): ...


@over(*(each for each in SPECIMENS.values() if each.asking is not None))
class TestWithPolling(WithPolling): ...


HOOKED = [(each, each.hook) for each in SPECIMENS.values() if each.hook is not None]


@over(*(each for each, _ in HOOKED))
class TestWithWebhook(WithWebhook): ...


@over(*(each for each, hook in HOOKED if hook.signature is not None))
class TestWithSignature(WithSignature): ...


@over(*(each for each, hook in HOOKED if hook.signature is not None and not hook.by_public_key))
class TestWithSharedSecret(WithSharedSecret): ...


@over(*(each for each, hook in HOOKED if hook.timestamp is not None))
class TestWithTimestamp(WithTimestamp): ...


@over(*(each for each, hook in HOOKED if hook.covers_body))
class TestWithSignedBody(WithSignedBody): ...
