"""eBay: the challenge, the digests, keys by their id, and what is told of whom."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.channels.base import Request
from chalicelib.channels.ebay.signature import verify
from chalicelib.model.errors import ConfigurationError, SignatureInvalid

from .specimen import NOW, as_json
from .specimens.ebay import EBAY, OTHER_ENTRY, PRESENT_ENTRY, ebay_notification, ebay_request, ebay_signature

BODY = ebay_notification("BUYER_QUESTION")
KID = PRESENT_ENTRY.partition(":")[0]
ED25519 = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("digest", ["SHA1", "SHA256"])
def test_the_header_names_the_digest(digest: str) -> None:
    verify(ebay_signature(BODY, PRESENT_ENTRY, digest=digest), BODY, keys=[PRESENT_ENTRY])


@pytest.mark.parametrize(("digest", "alg"), [("MD5", "ecdsa"), ("", "ecdsa"), ("SHA1", "none"), ("SHA1", "hmac")])
def test_no_other_algorithm_will_do(digest: str, alg: str) -> None:
    with pytest.raises(SignatureInvalid):
        verify(ebay_signature(BODY, PRESENT_ENTRY, digest=digest, alg=alg), BODY, keys=[PRESENT_ENTRY])


def test_a_key_with_line_feeds_is_the_same_key() -> None:
    kid, _, pem = PRESENT_ENTRY.partition(":")
    spaced = pem.replace("KEY-----M", "KEY-----\nM").replace("-----END", "\n-----END") + "\n"
    verify(ebay_signature(BODY, PRESENT_ENTRY), BODY, keys=[f"{kid}:{spaced}"])


def test_a_key_under_another_id_does_not_count() -> None:
    misnamed = PRESENT_ENTRY.replace(KID, OTHER_ENTRY.partition(":")[0])
    with pytest.raises(SignatureInvalid):
        verify(ebay_signature(BODY, PRESENT_ENTRY), BODY, keys=[misnamed])


@pytest.mark.parametrize(
    "pem", ["", "plain", "-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----", ED25519.decode()]
)
def test_an_unusable_key_closes_the_channel_loudly(pem: str) -> None:
    with pytest.raises(ConfigurationError, match="public_keys"):
        verify(ebay_signature(BODY, PRESENT_ENTRY), BODY, keys=[f"{KID}:{pem}"])


@pytest.mark.parametrize(
    "offered", [b"", b"{}", b"[]", b"\xff", as_json({"alg": "ecdsa", "kid": KID, "digest": "SHA1"})]
)
def test_a_header_without_all_its_fields_is_refused(offered: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        verify(base64.b64encode(offered).decode(), BODY, keys=[PRESENT_ENTRY])


@pytest.mark.parametrize("signature", ["", "***", "AAAA", "签名"])
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    offered = {"alg": "ecdsa", "kid": KID, "digest": "SHA1", "signature": signature}
    with pytest.raises(SignatureInvalid):
        verify(base64.b64encode(as_json(offered)).decode(), BODY, keys=[PRESENT_ENTRY])


def test_the_challenge_is_answered_by_the_newest_token() -> None:
    account = replace(EBAY.account, secrets={"verification_token": ("newest", "older")})
    challenge = Request(method="GET", query={"challenge_code": "c"})
    alone = replace(account, secrets={"verification_token": ("newest",)})
    answers = {EBAY.channel.handshake(challenge, each, now=NOW) for each in (account, alone)}
    assert len(answers) == 1


@pytest.mark.parametrize("missing", ["endpoint", "verification_token"])
def test_a_challenge_that_cannot_be_answered_is_told_loudly(missing: str) -> None:
    secrets = {name: values for name, values in EBAY.account.secrets.items() if name != missing}
    settings = {name: value for name, value in EBAY.account.settings.items() if name != missing}
    account = replace(EBAY.account, secrets=secrets, settings=settings)
    with pytest.raises(ConfigurationError, match=missing):
        EBAY.channel.handshake(Request(method="GET", query={"challenge_code": "c"}), account, now=NOW)


def test_a_deleted_user_is_named_and_never_written_to() -> None:
    body = ebay_notification("MARKETPLACE_ACCOUNT_DELETION", username="test_user", userId="ma8vp1jySJC")
    (message,) = EBAY.channel.parse(EBAY.delivery(ebay_request(body, EBAY.account)), EBAY.account)
    assert (message.customer.id, message.customer.name) == ("ma8vp1jySJC", "test_user")
    assert (message.reply_to, message.conversation) == (None, None)
    assert message.sent_at is not None


def test_a_refusal_is_a_failed_precondition() -> None:
    assert (EBAY.channel.reject().status, EBAY.channel.reject().body) == (412, "")
