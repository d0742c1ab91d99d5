"""Only a token of our issuer, for us, in its time, opens the desk; every other gets the same words."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from chalicelib.gateways.identity import LEEWAY_SECONDS, REST_SECONDS, PublishedKeys, TokenVerifier
from chalicelib.model.errors import ConfigurationError, Unauthenticated, Upstream
from chalicelib.model.identity import Principal, Role
from chalicelib.model.ports import HttpAnswer
from tests.support.fakes import FakeHttp

ISSUER = "https://id.example/pool"
AUDIENCE = "huiyin-desk"
KEY = ec.generate_private_key(ec.SECP256R1())
OTHER_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ED_KEY = ed25519.Ed25519PrivateKey.generate()
SAME_WORDS = "sign in: the bearer token is missing, wrong or expired"


def published(key: Any, algorithm: str, key_id: str) -> dict[str, Any]:
    made = jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
    return {**made, "kid": key_id, "use": "sig", "alg": algorithm}


KEYS = [published(KEY, "ES256", "k1"), published(RSA_KEY, "RS256", "k2"), published(ED_KEY, "EdDSA", "k3")]


class Issuer(FakeHttp):
    """Answers as an OpenID Connect provider does."""

    def __init__(self, issuer: str = ISSUER, keys: list[dict[str, Any]] = KEYS) -> None:
        super().__init__(answer=self.answering)
        base = issuer.rstrip("/")
        self.documents: dict[str, Any] = {
            f"{base}/.well-known/openid-configuration": {"issuer": issuer, "jwks_uri": f"{base}/keys"},
            f"{base}/keys": {"keys": keys},
        }

    def answering(self, method: str, url: str) -> HttpAnswer:
        return HttpAnswer(200, json.dumps(self.documents[url]).encode())


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    made = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "agent-1",
        "name": "林晓",
        "shop": "demo",
        "roles": ["agent"],
        "iat": now,
        "exp": now + 600,
    } | changed
    return {name: value for name, value in made.items() if value is not None}


def token(key: Any = KEY, algorithm: str = "ES256", key_id: str = "k1", **changed: Any) -> str:
    return jwt.encode(claims(**changed), key, algorithm=algorithm, headers={"kid": key_id})


def verifier(http: FakeHttp | None = None, *, issuer: str = ISSUER) -> TokenVerifier:
    return TokenVerifier(PublishedKeys(issuer, http or Issuer()), issuer=issuer, audience=AUDIENCE)


def forged(header: dict[str, Any], signature: Callable[[bytes], bytes] = lambda _: b"") -> str:
    signed = b".".join(segment(json.dumps(part).encode()) for part in (header, claims()))
    return b".".join((signed, segment(signature(signed)))).decode()


def segment(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@pytest.mark.parametrize(
    ("key", "algorithm", "key_id"), [(KEY, "ES256", "k1"), (RSA_KEY, "RS256", "k2"), (ED_KEY, "EdDSA", "k3")]
)
def test_a_good_token_is_a_person(key: Any, algorithm: str, key_id: str) -> None:
    assert verifier().principal(token(key, algorithm, key_id)) == Principal(
        id="agent-1", shop="demo", name="林晓", roles=frozenset({Role.AGENT})
    )


def test_an_access_token_of_cognito_is_a_person() -> None:
    of_cognito: dict[str, Any] = {
        "cognito:groups": ["supervisor", "other-app"],
        "cognito:username": "chen",
        "custom:shop": "demo",
        "client_id": AUDIENCE,
    }
    made = token(aud=None, roles=None, shop=None, name=None, **of_cognito)
    assert verifier().principal(made) == Principal(
        id="agent-1", shop="demo", name="chen", roles=frozenset({Role.SUPERVISOR})
    )


def test_one_of_several_audiences_is_enough() -> None:
    assert verifier().principal(token(aud=["other", AUDIENCE])).id == "agent-1"


@pytest.mark.parametrize("roles", [None, "admin", [], ["root"], [{"admin": True}], [["admin"]], [None, 5]])
def test_unknown_roles_are_none(roles: object) -> None:
    assert verifier().principal(token(roles=roles)).roles == frozenset()


REFUSED = {
    "expired": token(exp=int(time.time()) - LEEWAY_SECONDS - 1),
    "not valid yet": token(nbf=int(time.time()) + LEEWAY_SECONDS + 3600),
    "issued in the future": token(iat=int(time.time()) + LEEWAY_SECONDS + 3600),
    "no expiry": token(exp=None),
    "no subject": token(sub=None),
    "no time of issue": token(iat=None),
    "another issuer": token(iss="https://evil.example"),
    "no issuer": token(iss=None),
    "a longer issuer": token(iss=ISSUER + "/"),
    "another audience": token(aud="other"),
    "no audience": token(aud=None),
    "another audience of a client of ours": token(aud="other", client_id=AUDIENCE),
    "no shop": token(shop=None),
    "an empty shop": token(shop=""),
    "a shop that is no text": token(shop=["demo"]),
    "a shop that could climb into other rows": token(shop="demo#queues"),
    "signed by another key": token(OTHER_KEY),
    "unknown key": token(OTHER_KEY, key_id="k9"),
    "another's key id": token(RSA_KEY, "RS256", "k1"),
    "algorithm none": forged({"alg": "none", "kid": "k1"}),
    "algorithm none in capitals": forged({"alg": "NONE", "kid": "k1"}),
    "no algorithm": forged({"kid": "k1"}),
    "no key id": jwt.encode(claims(), KEY, algorithm="ES256"),
    "a key id that is no text": forged({"alg": "ES256", "kid": 1}),
    "signature cut off": token().rpartition(".")[0] + ".",
    "empty": "",
    "no token": "Bearer",
    "not ASCII": "é.é.é",
    "deeply nested": f"{segment(b'[' * 5000).decode()}.e30.e30",
}


@pytest.mark.parametrize("made", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_with_the_same_words(made: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        verifier().principal(made)
    assert (refused.value.detail, refused.value.facts) == (SAME_WORDS, {})


@pytest.mark.parametrize("encoding", [serialization.Encoding.PEM, serialization.Encoding.DER])
def test_the_public_key_is_no_shared_secret(encoding: serialization.Encoding) -> None:
    public = RSA_KEY.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
    hmac = jwt.get_algorithm_by_name("HS256")
    made = forged({"alg": "HS256", "kid": "k2"}, lambda signed: hmac.sign(signed, public))
    with pytest.raises(Unauthenticated):
        verifier().principal(made)


def test_a_shared_secret_signs_nothing_even_when_it_is_published() -> None:
    secret = b"a shared secret of thirty-two bytes"
    shared = {"kty": "oct", "k": segment(secret).decode(), "alg": "HS256", "kid": "k4"}
    with pytest.raises(Unauthenticated):
        verifier(Issuer(keys=[*KEYS, shared])).principal(token(secret, "HS256", "k4"))


def test_a_little_lateness_is_forgiven() -> None:
    assert verifier().principal(token(exp=int(time.time()) - LEEWAY_SECONDS + 10)).id == "agent-1"


def test_an_issuer_with_a_final_slash_is_taken_to_the_letter() -> None:
    slashed = ISSUER + "/"
    assert verifier(Issuer(slashed), issuer=slashed).principal(token(iss=slashed)).id == "agent-1"


class Keys:
    """Published keys with a time of their own."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.http = Issuer(keys=KEYS[:1])
        self.keys = PublishedKeys(ISSUER, self.http, monotonic=lambda: self.now)

    def fetches(self) -> int:
        return sum(url.endswith("/keys") for _, url, _ in self.http.calls)


def test_keys_are_fetched_once() -> None:
    held = Keys()
    for _ in range(3):
        assert held.keys.key("k1")
    assert held.fetches() == 1


def test_a_new_key_is_fetched_when_it_is_first_named() -> None:
    held = Keys()
    held.keys.key("k1")
    held.http.documents[f"{ISSUER}/keys"]["keys"] = KEYS
    held.now += REST_SECONDS
    assert held.keys.key("k2")
    assert held.fetches() == 2


def test_forged_key_ids_do_not_make_us_ask_the_issuer_each_time() -> None:
    held = Keys()
    for number in range(100):
        assert held.keys.key(f"forged-{number}") is None
    assert held.fetches() == 1
    assert held.keys.key("k1")


def test_an_issuer_of_another_name_is_a_mistake_of_the_deployment() -> None:
    issuer = Issuer()
    issuer.documents[f"{ISSUER}/.well-known/openid-configuration"]["issuer"] = "https://evil.example"
    with pytest.raises(ConfigurationError, match=ISSUER):
        verifier(issuer).principal(token())


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(503, b"{}"),
        HttpAnswer(200, b"<html>"),
        HttpAnswer(200, b"[]"),
        HttpAnswer(200, b"[1]"),
        HttpAnswer(200, b"5"),
        HttpAnswer(200, b"\xff"),
    ],
    ids=repr,
)
def test_an_identity_provider_that_talks_nonsense_is_an_outage(answer: HttpAnswer) -> None:
    with pytest.raises(Upstream):
        verifier(FakeHttp(answer=lambda _method, _url: answer)).principal(token())


@pytest.mark.parametrize("document", [{}, {"keys": []}, {"keys": "k1"}, {"keys": [{"kty": "unknown"}]}])
def test_an_identity_provider_without_keys_is_an_outage_and_no_wrong_token(document: dict[str, Any]) -> None:
    issuer = Issuer()
    issuer.documents[f"{ISSUER}/keys"] = document
    with pytest.raises(Upstream):
        verifier(issuer).principal(token())
