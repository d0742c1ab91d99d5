"""``aliyun_sms.json``: signatures of calls, and a report of delivery."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.aliyun_sms.channel import RECEIVED
from chalicelib.channels.aliyun_sms.messages import read_reports
from chalicelib.channels.aliyun_sms.signing import AccessKey, Call, authorization, rpc_canonical, rpc_signature
from chalicelib.channels.base import HOOK_KEY, Request

from .replay import Vector, account_of, call, clock, differences, sha256_hex


def replay(vector: Vector) -> Sequence[str]:
    if vector["kind"] == "normalise":
        return _report(vector["inputs"], vector["expect"])
    if vector["kind"] != "sign_request":
        return (f"no replay for the kind {vector['kind']}",)
    return _rpc(vector) if "params" in vector["inputs"] else _v3(vector)


def _v3(vector: Vector) -> Sequence[str]:
    inputs, expect = vector["inputs"], vector["expect"]
    signed = Call(
        host=inputs["host"],
        action=inputs["action"],
        version=inputs["version"],
        date=inputs["date"],
        nonce=inputs["nonce"],
        query=inputs["query"],
        body=inputs["body"].encode(),
        method=inputs["http_method"],
        path=inputs["path"],
    )
    key = AccessKey(id=inputs["access_key_id"], secret=inputs["access_key_secret"])
    written = authorization(signed, key)
    return differences(
        canonical=(signed.canonical(), vector.get("canonical", signed.canonical())),
        canonical_sha256=(sha256_hex(signed.canonical()), expect["canonical_sha256"]),
        signature=(written.rpartition("Signature=")[2], expect["signature"]),
        authorization=(written, expect["authorization"]),
    )


def _rpc(vector: Vector) -> Sequence[str]:
    inputs = vector["inputs"]
    method, parameters, secret = inputs["http_method"], inputs["params"], inputs["access_key_secret"]
    canonical = rpc_canonical(method, parameters)
    return differences(
        canonical=(canonical, vector.get("canonical", canonical)),
        signature=(rpc_signature(method, parameters, secret=secret), vector["expect"]["signature"]),
    )


def _report(inputs: Vector, expect: Vector) -> Sequence[str]:
    body = inputs["body"].encode()
    account = account_of("aliyun_sms", secrets={HOOK_KEY: ["vectors"]})
    outcome = call(Request(method="POST", query={HOOK_KEY: "vectors"}, body=body), account, now=clock(0))
    return differences(
        refused=(outcome.refused, None),
        messages=(outcome.messages, ()),
        reports=([report._asdict() for report in read_reports(body)], expect["reports"]),
        ack_body=(RECEIVED.body, expect["ack_body"]),
    )
