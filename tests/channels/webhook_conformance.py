"""What every channel with a webhook has to do: no valid signature, no entry."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.base import Request
from chalicelib.model.errors import ConfigurationError, SignatureInvalid
from chalicelib.model.ports import ChannelAccount

from .conformance import everything_said_by, failure
from .specimen import FAR_INTEGER, NOW, Hook, Place, Specimen

A_YEAR = timedelta(days=365)


class WithWebhook:
    """No valid signature, no entry."""

    @pytest.fixture
    def hook(self, specimen: Specimen) -> Hook:
        assert specimen.hook is not None
        return specimen.hook

    def test_is_closed_until_asked_for_when_experimental(self, specimen: Specimen) -> None:
        account = replace(specimen.account, settings={**specimen.account.settings, "experimental": "no"})
        for request in genuine(specimen) if specimen.channel.features.experimental else ():
            with pytest.raises(ConfigurationError, match="experimental"):
                specimen.channel.handshake(request, account, now=NOW)
            with pytest.raises(ConfigurationError, match="experimental"):
                specimen.channel.verify(request, account, now=NOW)

    def test_lets_genuine_calls_in(self, specimen: Specimen) -> None:
        for request in genuine(specimen):
            assert specimen.channel.handshake(request, specimen.account, now=NOW) is None
            verify(specimen, request)

    def test_refuses_what_is_too_old_or_too_new(self, specimen: Specimen, hook: Hook) -> None:
        for request in genuine(specimen):
            for sign in (-1, 1):
                verify(specimen, request, later=sign * (hook.tolerance or A_YEAR))
                if hook.tolerance is not None:
                    refuse(specimen, request, later=sign * (hook.tolerance + timedelta(seconds=1)))

    def test_refuses_a_wrong_secret(self, specimen: Specimen, hook: Hook) -> None:
        name, other = hook.signing_secret
        for request in genuine(specimen):
            refuse(specimen, request, account=specimen.with_secrets(**{name: (other,)}))

    def test_takes_either_secret_while_they_rotate(self, specimen: Specimen, hook: Hook) -> None:
        name, other = hook.signing_secret
        (present,) = specimen.account.secrets[name]
        for example in specimen.examples:
            for newest in (present, other):
                request = specimen.request(example.body, specimen.with_secrets(**{name: (newest,)}))
                verify(specimen, request, account=specimen.with_secrets(**{name: (other, present)}))

    @pytest.mark.parametrize("values", [(), ("",)], ids=["absent", "blank"])
    def test_a_missing_secret_closes_it_loudly(self, specimen: Specimen, hook: Hook, values: tuple[str, ...]) -> None:
        for name in hook.needed:
            for request in genuine(specimen):
                with pytest.raises(ConfigurationError, match=name):
                    specimen.channel.verify(request, specimen.with_secrets(**{name: values}), now=NOW)

    def test_malformed_bodies_with_a_genuine_signature_come_in(self, specimen: Specimen) -> None:
        for body in specimen.malformed:
            verify(specimen, specimen.request(body))

    def test_events_that_say_nothing_make_no_message(self, specimen: Specimen, hook: Hook) -> None:
        for body in hook.silent:
            request = specimen.request(body)
            verify(specimen, request)
            assert specimen.channel.parse(specimen.delivery(request), specimen.account) == ()

    def test_keeps_ids_no_float_could_hold(self, specimen: Specimen) -> None:
        assert any(str(FAR_INTEGER) in (example.external_id or "") for example in specimen.examples)

    def test_answers_exactly_as_the_platform_wants(self, specimen: Specimen, hook: Hook) -> None:
        for request in genuine(specimen):
            assert specimen.channel.acknowledge(request, specimen.account, now=NOW) == hook.acknowledgement

    def test_a_rejection_is_a_refusal(self, specimen: Specimen) -> None:
        """It knows nothing of the cause, so it is the same for every one."""
        assert specimen.channel.reject().status >= 400

    def test_answers_probes(self, specimen: Specimen, hook: Hook) -> None:
        assert {"GET", "HEAD"} <= {probe.request.method for probe in hook.probes}
        for probe in hook.probes:
            if probe.answer is None:
                with pytest.raises(SignatureInvalid):
                    specimen.channel.handshake(probe.request, specimen.account, now=NOW)
            else:
                assert specimen.channel.handshake(probe.request, specimen.account, now=NOW) == probe.answer

    def test_a_refusal_tells_nothing_secret(
        self, specimen: Specimen, hook: Hook, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        told = "".join(
            everything_said_by(failure(lambda: specimen.channel.verify(call, account, now=NOW)))  # noqa: B023
            for call, account in refused_calls(specimen, hook)
        )
        for value in (*specimen.secret_values(), hook.signing_secret[1]):
            assert value not in told + caplog.text


class Signed:
    @pytest.fixture
    def signature(self, specimen: Specimen) -> Place:
        assert specimen.hook is not None
        assert specimen.hook.signature is not None
        return specimen.hook.signature


class WithSignature(Signed):
    """The call is signed."""

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda value: "", id="empty"),
            pytest.param(lambda value: value[:-1], id="cut"),
            pytest.param(lambda value: value + "A", id="longer"),
            pytest.param(lambda value: value.swapcase(), id="other case"),
            pytest.param(lambda value: "签名", id="not ASCII"),
            pytest.param(lambda value: value.translate(str.maketrans("0123456789", "1234567890")), id="other digits"),
        ],
    )
    def test_refuses_a_tampered_signature(
        self, specimen: Specimen, signature: Place, change: Callable[[str], str]
    ) -> None:
        for request in genuine(specimen):
            refuse(specimen, signature.changed(request, change))

    def test_refuses_a_missing_signature(self, specimen: Specimen, signature: Place) -> None:
        for request in genuine(specimen):
            refuse(specimen, signature.removed(request))


class WithSharedSecret(Signed):
    """The call is signed with a secret that both sides know."""

    def test_compares_in_constant_time(
        self, specimen: Specimen, signature: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        compared: list[tuple[Any, Any]] = []
        original = hmac.compare_digest

        def watched(one: Any, other: Any) -> bool:
            compared.append((one, other))
            return original(one, other)

        monkeypatch.setattr(hmac, "compare_digest", watched)
        for request in genuine(specimen):
            compared.clear()
            verify(specimen, request)
            refuse(specimen, signature.changed(request, lambda value: value[:-2] + "AA"))
            assert len(compared) >= 2


class WithTimestamp:
    """The call says when it was made."""

    @pytest.fixture
    def timestamp(self, specimen: Specimen) -> Place:
        assert specimen.hook is not None
        assert specimen.hook.timestamp is not None
        return specimen.hook.timestamp

    @pytest.mark.parametrize("value", ["", "0", "-1", "1e9", "soon", "９９９", "9" * 5000, "1800000000"])
    def test_refuses_a_tampered_timestamp(self, specimen: Specimen, timestamp: Place, value: str) -> None:
        for request in genuine(specimen):
            refuse(specimen, timestamp.changed(request, lambda _: value))
            refuse(specimen, timestamp.removed(request))


class WithSignedBody:
    """The body is under the signature, or opens with no other key."""

    @pytest.fixture
    def hook(self, specimen: Specimen) -> Hook:
        assert specimen.hook is not None
        return specimen.hook

    def test_refuses_a_tampered_body(self, specimen: Specimen, hook: Hook) -> None:
        for request in genuine(specimen):
            tampered = Request(
                method="POST", headers=request.headers, query=request.query, body=hook.tampered(request.body)
            )
            assert tampered.body != request.body
            refuse(specimen, tampered)

    def test_refuses_no_body(self, specimen: Specimen) -> None:
        for request in genuine(specimen):
            refuse(specimen, Request(method="POST", headers=request.headers, query=request.query))

    @given(body=st.binary(max_size=300))
    def test_refuses_any_other_bytes(self, specimen: Specimen, body: bytes) -> None:
        for request in genuine(specimen):
            if body != request.body:
                refuse(specimen, Request(method="POST", headers=request.headers, query=request.query, body=body))


def genuine(specimen: Specimen) -> Iterator[Request]:
    return (specimen.request(example.body) for example in specimen.examples)


def verify(
    specimen: Specimen, request: Request, *, account: ChannelAccount | None = None, later: timedelta = timedelta()
) -> None:
    specimen.channel.verify(request, account or specimen.account, now=NOW + later)


def refuse(
    specimen: Specimen, request: Request, *, account: ChannelAccount | None = None, later: timedelta = timedelta()
) -> None:
    with pytest.raises(SignatureInvalid):
        verify(specimen, request, account=account, later=later)


def refused_calls(specimen: Specimen, hook: Hook) -> Iterator[tuple[Request, ChannelAccount]]:
    name, other = hook.signing_secret
    for request in genuine(specimen):
        if hook.signature is not None:
            yield hook.signature.removed(request), specimen.account
        yield request, specimen.with_secrets(**{name: (other,)})
        yield request, specimen.with_secrets(**{hook.needed[0]: ()})
