"""``wechatpay_complaint.json``: notifications, their sealed part, the details of a complaint, and signed calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from chalicelib.channels import rsa
from chalicelib.channels.base import Request
from chalicelib.channels.wechatpay_complaint.api import signed_content
from chalicelib.channels.wechatpay_complaint.complaints import Detail, first_message
from chalicelib.channels.wechatpay_complaint.notification import Resource, opened, read_notice, read_notification
from chalicelib.model.errors import MalformedPayload

from .replay import Outcome, Vector, account_of, call, clock, differences, lowered, refusal


def replay(vector: Vector) -> Sequence[str]:
    play = _KINDS.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector)


def _push(vector: Vector) -> Sequence[str]:
    inputs, expect = vector["inputs"], vector["expect"]
    account = account_of(
        "wechatpay_complaint",
        secrets={"platform_key": [_platform_key(inputs)], "api_v3_key": [inputs["api_v3_key"]]},
    )
    headers = lowered(inputs["headers"])
    request = Request(method="POST", headers=headers, body=inputs["body"].encode())
    outcome = call(request, account, now=clock(inputs["now"]))
    if not expect["valid"]:
        return refusal(outcome, expect) if outcome.refused or _opens(inputs) else ()
    return (*differences(refused=(outcome.refused, None)), *_accepted(inputs, expect, outcome))


def _opens(inputs: Vector) -> bool:
    """Of a genuine notification that is no complaint the sealed part is never opened: it is told here."""
    try:
        return bool(opened(read_notification(inputs["body"].encode()).resource, api_v3_keys=[inputs["api_v3_key"]]))
    except MalformedPayload:
        return False


def _platform_key(inputs: Vector) -> str:
    if "platform_certificate_pem" in inputs:
        return str(inputs["platform_certificate_pem"])
    return f"{inputs['public_key_id']} {inputs['public_key_pem']}"


def _accepted(inputs: Vector, expect: Vector, outcome: Outcome) -> Sequence[str]:
    notification = read_notification(inputs["body"].encode())
    plaintext = opened(notification.resource, api_v3_keys=[inputs["api_v3_key"]]).decode()
    differing = differences(plaintext=(plaintext, expect["plaintext"]))
    if outcome.answer is not None and "status" in expect:
        differing += differences(status=(outcome.answer.status, expect["status"]))
    if "extract" in expect:
        differing += _extracted(inputs, expect["extract"], outcome)
    return differing


def _extracted(inputs: Vector, extract: Vector, outcome: Outcome) -> tuple[str, ...]:
    notification = read_notification(inputs["body"].encode())
    notice = read_notice(notification, api_v3_keys=[inputs["api_v3_key"]])
    if notice is None or len(outcome.messages) != 1:
        return (f"{len(outcome.messages)} messages, expected one",)
    message = outcome.messages[0]
    return differences(
        dedupe_key=(message.external_id, extract["dedupe_key"]),
        complaint_id=((notice.complaint_id, message.conversation), (extract["complaint_id"],) * 2),
        event_type=(notification.event_type, extract["event_type"]),
        action_type=(notice.action_type, extract["action_type"]),
    )


def _unsealed(vector: Vector) -> Sequence[str]:
    inputs = vector["inputs"]
    content = opened(Resource.model_validate(inputs), api_v3_keys=[inputs["api_v3_key"]])
    return differences(plaintext=(content.decode(), vector["expect"]["plaintext"]))


def _detail(vector: Vector) -> Sequence[str]:
    detail = Detail.model_validate(vector["inputs"]["response"])
    message = first_message(detail, phone=None, channel="wechatpay_complaint", account="vectors")
    (wanted,) = vector["expect"]["messages"]
    return differences(
        dedupe_key=(message.external_id, wanted["dedupe_key"]),
        sender_id=(message.customer.id, wanted["sender_id"]),
        text=(message.text, wanted["text"]),
        order_id=(message.order.number if message.order else None, wanted["order_id"]),
        amount_fen=(detail.apply_refund_amount, wanted["amount_fen"]),
        occurred_at=(message.sent_at, clock(wanted["occurred_at"])),
    )


def _request(vector: Vector) -> Sequence[str]:
    """The private key is not told: the signature has to fit what would be signed."""
    inputs = vector["inputs"]
    content = signed_content(
        inputs["method"],
        inputs["url_path"],
        timestamp=inputs["timestamp"],
        nonce=inputs["nonce_str"],
        body=inputs["body"].encode(),
    )
    key = rsa.public_key(inputs["merchant_public_key_pem"])
    return differences(
        canonical=(content.decode(), vector["canonical"]),
        signature_fits=(rsa.fits(vector["expect"]["signature"], content, key=key), True),
    )


_KINDS: Final[Mapping[str, Callable[[Vector], Sequence[str]]]] = {
    "post_webhook": _push,
    "aead_decrypt": _unsealed,
    "normalise": _detail,
    "sign_request": _request,
}
