"""Runs the conformance suite over every channel of the registry."""

from __future__ import annotations

import pytest

from chalicelib.channels.registry import CHANNELS

from .conformance import EveryChannel, WithoutWebhook
from .specimen import Specimen
from .specimens import SPECIMENS
from .webhook_conformance import WithSharedSecret, WithSignature, WithSignedBody, WithTimestamp, WithWebhook


def over(*specimens: Specimen) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("specimen", [pytest.param(each, id=each.name) for each in specimens])


def test_every_channel_has_a_specimen() -> None:
    assert set(SPECIMENS) == set(CHANNELS)


@over(*SPECIMENS.values())
class TestEveryChannel(EveryChannel): ...


@over(*(each for each in SPECIMENS.values() if each.hook is None))
class TestWithoutWebhook(WithoutWebhook): ...


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
