"""支付宝交易投诉: signed forms, asking for the words, and answering."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from chalicelib.channels import rsa
from chalicelib.channels.alipay.api import AlipayApi
from chalicelib.channels.alipay.form import read_form, signed_content
from chalicelib.channels.base import Request
from chalicelib.model.errors import ConfigurationError, MalformedPayload, SignatureInvalid, Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .keys import made_key, public_pem
from .outgoing import RecordedHttp, Sent, effect, outlets
from .specimen import NOW, as_json
from .specimens.alipay import ALIPAY, APP_ID, COMPLAINT, notification, signed

CHANNEL, ACCOUNT = ALIPAY.channel, ALIPAY.account
QUERY = "alipay_merchant_tradecomplain_query_response"
REPLY = "alipay_merchant_tradecomplain_reply_submit_response"


def answer(name: str, **said: Any) -> HttpAnswer:
    return HttpAnswer(200, as_json({name: {"code": "10000", "msg": "Success"} | said, "sign": "…"}))


def detail(**changed: Any) -> HttpAnswer:
    told = {
        "complain_event_id": COMPLAINT,
        "complain_reason": "商品质量问题",
        "content": "收到的杯子碎了",
        "gmt_create": "2026-11-12 04:00:00",
        "leaf_category_name": "退款",
        "merchant_order_no": "A1",
        "phone_no": "13800000000",
        "trade_no": "2026111222",
        "trade_amount": "18.80",
        "status": "MERCHANT_PROCESSING",
    }
    return answer(QUERY, **told | changed)


def pulled(*answers: HttpAnswer, account: ChannelAccount = ACCOUNT, **form: str) -> tuple[list[Inbound], list[Sent]]:
    http = RecordedHttp(answers)
    delivery = ALIPAY.delivery(signed(notification(**form), ACCOUNT))
    return list(CHANNEL.pull(delivery, account, outlets(http))), http.sent


def form_of(call: Sent) -> dict[str, str]:
    return dict(parse_qsl(call.body.decode()))


# --- signed forms


def signed_as(unsigned: set[str], **changed: str) -> Request:
    form = read_form(notification(**changed))
    signature = rsa.sign(signed_content(form, unsigned).encode(), key=made_key("alipay"))
    return Request(method="POST", body=urlencode({**form, "sign": signature}).encode())


@pytest.mark.parametrize("unsigned", [{"sign", "sign_type"}, {"sign"}])
def test_the_kind_of_signature_may_be_signed_too(unsigned: set[str]) -> None:
    CHANNEL.verify(signed_as(unsigned), ACCOUNT, now=NOW)


@pytest.mark.parametrize(
    "changed", [{"sign_type": "RSA"}, {"sign_type": ""}, {"app_id": "2021000000000002"}, {"app_id": ""}]
)
def test_what_is_refused_with_a_good_signature(changed: dict[str, str]) -> None:
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(signed_as({"sign", "sign_type"}, **changed), ACCOUNT, now=NOW)


def test_a_key_may_come_without_its_frame() -> None:
    bare = "".join(line for line in public_pem(made_key("alipay")).splitlines() if "-----" not in line)
    CHANNEL.verify(signed(notification(), ACCOUNT), ALIPAY.with_secrets(alipay_public_key=(bare,)), now=NOW)


@pytest.mark.parametrize("key", ["junk", "签名", "-----BEGIN PUBLIC KEY-----"])
def test_an_unreadable_key_closes_the_channel(key: str) -> None:
    with pytest.raises(ConfigurationError):
        CHANNEL.verify(signed(notification(), ACCOUNT), ALIPAY.with_secrets(alipay_public_key=(key,)), now=NOW)


def test_an_account_without_its_app_is_closed() -> None:
    with pytest.raises(ConfigurationError, match="app_id"):
        CHANNEL.verify(signed(notification(), ACCOUNT), replace(ACCOUNT, settings={}), now=NOW)


def test_a_form_in_gbk_is_read_and_verified() -> None:
    body = notification(charset="GBK") + b"&subject=" + urlencode({"": "退款"}, encoding="gbk").encode()[1:]
    request = signed(body, ACCOUNT, encoding="gbk")
    assert read_form(request.body)["subject"] == "退款"
    CHANNEL.verify(request, ACCOUNT, now=NOW)


@pytest.mark.parametrize(
    "body",
    [b"charset=ebcdic", b"a=1&a=2", b"a=%ff", "a=退款".encode(), b"&".join(b"a%d=1" % number for number in range(101))],
)
def test_what_is_no_form_of_alipays(body: bytes) -> None:
    with pytest.raises(MalformedPayload):
        read_form(body)
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(Request(method="POST", body=body), ACCOUNT, now=NOW)


def test_a_time_that_is_none_is_left_out() -> None:
    delivery = ALIPAY.delivery(signed(notification(utc_timestamp="soon"), ACCOUNT))
    (message,) = CHANNEL.parse(delivery, ACCOUNT)
    assert message.sent_at is None


def test_the_refusal_says_fail() -> None:
    assert CHANNEL.reject().body == "fail"


# --- asking for the words


def test_a_complaint_is_asked_for() -> None:
    (message,), (call,) = pulled(detail())
    assert message.text == "收到的杯子碎了"
    assert message.subject == "商品质量问题"
    assert message.external_id == message.conversation == COMPLAINT
    assert message.customer.phone == "13800000000"
    assert message.order is not None
    assert (message.order.number, message.order.platform) == ("A1", "alipay")
    assert message.sent_at == NOW
    assert message.notes == ("wants: 退款", "amount paid: ¥18.80")
    assert message.reply_to is not None
    assert message.reply_to.recipient == COMPLAINT
    assert call.url == "https://openapi.alipay.com/gateway.do?charset=utf-8"


def test_the_call_is_signed_with_the_apps_key() -> None:
    _, (call,) = pulled(detail())
    form = form_of(call)
    assert form["method"] == "alipay.merchant.tradecomplain.query"
    assert (form["app_id"], form["timestamp"], form["sign_type"]) == (APP_ID, "2026-11-12 04:00:00", "RSA2")
    assert form["biz_content"] == f'{{"complain_event_id":"{COMPLAINT}"}}'
    content = signed_content(form, {"sign"}).encode()
    assert rsa.fits(form["sign"], content, key=made_key("app").public_key())


def test_without_the_apps_key_it_comes_in_by_its_number() -> None:
    (message,), calls = pulled(account=ALIPAY.with_secrets(app_private_key=()))
    assert not calls
    assert message.text == f"[支付宝交易投诉] {COMPLAINT}"
    assert message.external_id == "specimen-notify-1"
    assert message.conversation == COMPLAINT
    assert message.sent_at == NOW


def test_other_notifications_ask_for_nothing() -> None:
    assert pulled(detail(), msg_method="never.heard.of") == ([], [])


def reply(content: str | None, at: str, role: str = "USER", **told: Any) -> dict[str, Any]:
    return {"content": content, "gmt_create": f"2026-11-12 {at}", "replier_role": role, **told}


def test_what_was_said_since_comes_with_it_oldest_first() -> None:
    messages, _ = pulled(
        detail(
            reply_detail_infos=[
                reply("请尽快", "07:00:00", "SYSTEM", replier_name="客满"),
                reply("还没退", "06:00:00", images=["https://img.example/1"]),
                reply("已收到", "05:00:00", "MERCHANT"),
                reply(None, "08:00:00", images=["https://img.example/2"]),
                reply(" ", "09:00:00"),
            ]
        )
    )
    assert [one.text for one in messages[1:]] == ["还没退", "[客满] 请尽快", "[图片]"]
    assert messages[1].sent_at == datetime(2026, 11, 11, 22, 0, tzinfo=UTC)
    assert messages[1].notes == ("picture at Alipay: https://img.example/1",)
    assert len({one.external_id for one in messages}) == 4
    assert {one.conversation for one in messages} == {COMPLAINT}


def test_little_may_be_told() -> None:
    nothing = dict.fromkeys(("content", "merchant_order_no", "leaf_category_name", "trade_amount", "images"))
    (message,), _ = pulled(detail(**nothing, phone_no="138****0000", reply_detail_infos=None))
    assert message.text == "商品质量问题"
    assert message.order is not None
    assert message.order.number == "2026111222"
    assert message.customer.phone is None
    assert message.notes == ("phone as told: 138****0000",)


@pytest.mark.parametrize(
    "answered",
    [
        HttpAnswer(500, b""),
        HttpAnswer(200, b"<html>"),
        HttpAnswer(200, b"[]"),
        HttpAnswer(200, b"{}"),
        answer(QUERY),
        answer(QUERY, code="40004", sub_code="COMPLAIN_NOT_EXIST"),
        answer("error_response", code="40002", sub_code="isv.invalid-signature"),
    ],
)
def test_what_cannot_be_asked_for_is_tried_again(answered: HttpAnswer) -> None:
    with pytest.raises(Upstream):
        pulled(answered)


# --- answering


def send(*answers: HttpAnswer, text: str = "已退款") -> list[dict[str, str]]:
    http = RecordedHttp(answers)
    CHANNEL.send(effect(ACCOUNT, recipient=COMPLAINT, text=text), ACCOUNT, outlets(http))
    return [form_of(call) for call in http.sent]


def test_a_reply() -> None:
    (form,) = send(answer(REPLY))
    assert form["method"] == "alipay.merchant.tradecomplain.reply.submit"
    assert form["biz_content"] == f'{{"complain_event_id":"{COMPLAINT}","reply_content":"已退款"}}'


def test_a_long_reply_is_cut_at_200_characters() -> None:
    assert len(send(answer(REPLY), text="退" * 401)) == 3


@pytest.mark.parametrize(
    ("name", "code", "reason", "raised"),
    [
        (REPLY, "40004", "COMPLAIN_STATUS_ERROR", Undeliverable),
        (REPLY, "40004", "SYSTEM_ERROR", Upstream),
        (REPLY, "20000", "isp.unknow-error", Upstream),
        ("error_response", "40002", "isv.invalid-signature", Upstream),
    ],
)
def test_refusals(name: str, code: str, reason: str, raised: type[Exception]) -> None:
    with pytest.raises(raised, match=f"{code} {reason}"):
        send(answer(name, code=code, sub_code=reason))


def test_the_private_key_is_not_shown() -> None:
    assert "a key" not in repr(AlipayApi(app_id=APP_ID, private_key="a key", outlets=outlets()))
