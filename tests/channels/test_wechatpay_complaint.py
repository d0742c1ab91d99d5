"""微信支付消费者投诉: platform keys, asking for the words, and answering."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from chalicelib.channels import rsa
from chalicelib.channels.wechatpay_complaint import signature
from chalicelib.channels.wechatpay_complaint.api import Merchant, signed_content
from chalicelib.model.effect import EffectKind
from chalicelib.model.errors import ConfigurationError, SignatureInvalid, Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .keys import made_key, public_pem
from .outgoing import RecordedHttp, Sent, effect, outlets
from .specimen import NOW, as_json
from .specimens.wechatpay_complaint import COMPLAINT, WECHATPAY_COMPLAINT, notification, signed

CHANNEL, ACCOUNT = WECHATPAY_COMPLAINT.channel, WECHATPAY_COMPLAINT.account
DONE = HttpAnswer(204, b"")
API = "https://api.mch.weixin.qq.com/v3/merchant-service/complaints-v2"


def detail(**changed: Any) -> HttpAnswer:
    told = {
        "complaint_id": COMPLAINT,
        "complaint_time": "2026-11-12T03:59:58+08:00",
        "complaint_detail": "自动续费扣了188元，找客服说不能退",
        "complainted_mchid": "1900000002",
        "problem_description": "自动续费",
        "payer_openid": "oPayer",
        "complaint_order_info": [{"transaction_id": "42000", "out_trade_no": "VIP1", "amount": 18800}],
        "apply_refund_amount": 18805,
    }
    return HttpAnswer(200, as_json(told | changed))


def history(*entries: dict[str, Any]) -> HttpAnswer:
    return HttpAnswer(200, as_json({"data": list(entries), "limit": 300, "offset": 0}))


def entry(kind: str, number: str = "1", **told: Any) -> dict[str, Any]:
    return {"log_id": number, "operate_type": kind, "operate_time": "2026-11-12T05:00:00+08:00", **told}


def pulled(action: str, *answers: HttpAnswer, account: ChannelAccount = ACCOUNT) -> tuple[list[Inbound], list[Sent]]:
    http = RecordedHttp(answers)
    delivery = WECHATPAY_COMPLAINT.delivery(signed(notification(action), ACCOUNT))
    return list(CHANNEL.pull(delivery, account, outlets(http))), http.sent


# --- platform keys


def certificate(serial: int) -> str:
    key = made_key("certified")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "specimen")])
    made = x509.CertificateBuilder(name, name, key.public_key(), serial, NOW, NOW + timedelta(days=1))
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


@pytest.mark.parametrize("serial", ["0ABC59D1", "ABC59D1", "abc59d1"])
def test_a_certificate_is_found_by_its_serial(serial: str) -> None:
    body = notification("CREATE_COMPLAINT")
    timestamp = str(int(NOW.timestamp()))
    headers = {
        signature.TIMESTAMP: timestamp,
        signature.NONCE: "n",
        signature.SERIAL: serial,
        signature.SIGNATURE: rsa.sign(signature.signed_content(timestamp, "n", body), key=made_key("certified")),
    }
    keys = [*ACCOUNT.secret("platform_key"), certificate(0x0ABC59D1)]
    signature.verify(headers, body, platform_keys=keys, now=NOW)
    with pytest.raises(SignatureInvalid):
        signature.verify({**headers, signature.SERIAL: "ABC59D2"}, body, platform_keys=keys, now=NOW)
    with pytest.raises(SignatureInvalid):
        signature.verify(headers, body, platform_keys=[certificate(0x1ABC59D1)], now=NOW)


@pytest.mark.parametrize("key", ["junk", "-----BEGIN CERTIFICATE-----", public_pem(made_key("01newest"))])
def test_a_platform_key_without_a_serial_closes_the_channel(key: str) -> None:
    account = WECHATPAY_COMPLAINT.with_secrets(platform_key=(key,))
    with pytest.raises(ConfigurationError):
        CHANNEL.verify(signed(b"{}", ACCOUNT), account, now=NOW)


def test_a_signature_test_of_the_platform_is_refused() -> None:
    request = signed(notification("CREATE_COMPLAINT"), ACCOUNT)
    headers = {**request.headers, signature.SIGNATURE: "WECHATPAY/SIGNTEST/" + "A" * 325}
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(replace(request, headers=headers), ACCOUNT, now=NOW)
    assert json.loads(CHANNEL.reject().body)["code"] == "FAIL"


def test_an_api_key_of_another_length_is_a_mistake_of_ours() -> None:
    delivery = WECHATPAY_COMPLAINT.delivery(signed(notification("CREATE_COMPLAINT"), ACCOUNT))
    with pytest.raises(ConfigurationError):
        CHANNEL.parse(delivery, WECHATPAY_COMPLAINT.with_secrets(api_v3_key=("short",)))


# --- asking for the words


def test_a_new_complaint_is_asked_for() -> None:
    (message,), (call,) = pulled("CREATE_COMPLAINT", detail())
    assert (call.method, call.url) == ("GET", f"{API}/{COMPLAINT}")
    assert message.text == "自动续费扣了188元，找客服说不能退"
    assert message.subject == "自动续费"
    assert message.customer.id == "oPayer"
    assert message.external_id == message.conversation == COMPLAINT
    assert message.order is not None
    assert message.order.number == "VIP1"
    assert message.sent_at == datetime(2026, 11, 11, 19, 59, 58, tzinfo=UTC)
    assert message.notes == ("refund asked for: ¥188.05",)
    assert message.reply_to is not None
    assert message.reply_to.thread == {"mchid": "1900000002"}


def test_the_call_is_signed_with_the_merchants_key() -> None:
    _, (call,) = pulled("CREATE_COMPLAINT", detail())
    scheme, _, parts = call.headers["authorization"].partition(" ")
    told = dict(part.split("=", 1) for part in parts.split(","))
    values = {name: value.strip('"') for name, value in told.items()}
    assert scheme == "WECHATPAY2-SHA256-RSA2048"
    assert (values["mchid"], values["serial_no"]) == ("1900000001", "444F4864EA9B3441")
    path = call.url.removeprefix("https://api.mch.weixin.qq.com")
    content = signed_content("GET", path, timestamp=values["timestamp"], nonce=values["nonce_str"], body=b"")
    assert rsa.fits(values["signature"], content, key=made_key("merchant").public_key())


def test_without_the_merchants_key_it_comes_in_by_its_number() -> None:
    (message,), calls = pulled("CREATE_COMPLAINT", account=WECHATPAY_COMPLAINT.with_secrets(merchant_key=()))
    assert not calls
    assert message.text == f"[产生新投诉] {COMPLAINT}"
    assert message.conversation == COMPLAINT
    assert message.notes


def test_what_was_said_since_comes_with_it() -> None:
    messages, calls = pulled(
        "USER_RESPONSE",
        detail(),
        history(
            entry("USER_CREATE_COMPLAINT", "1", operate_details="自动续费扣了188元，找客服说不能退"),
            entry("USER_CONTINUE_COMPLAINT_SYSTEM_MESSAGE", "2", operate_details="x"),
            entry("MERCHANT_RESPONSE", "3", operate_details="已收到"),
            entry("USER_RESPONSE", "4", operate_details="还没退", image_list=["https://qpic.example/1"]),
            entry("PLATFORM_HELP_APPLICATION", "5"),
            entry("USER_NEVER_HEARD_OF", "6", operate_details="？"),
            entry("USER_SUBMIT_SATISFACTION", "7", operate_details="1"),
        ),
    )
    assert calls[1].url == f"{API}/{COMPLAINT}/negotiation-historys?limit=300&offset=0"
    assert [(one.external_id, one.text) for one in messages[1:]] == [
        ("4", "还没退"),
        ("5", "[平台催办]"),
        ("6", "[USER_NEVER_HEARD_OF] ？"),
    ]
    assert messages[1].notes == ("picture at WeChat Pay: https://qpic.example/1",)
    assert messages[1].sent_at == datetime(2026, 11, 11, 21, 0, tzinfo=UTC)
    assert {one.conversation for one in messages} == {COMPLAINT}


def test_a_long_history_comes_page_by_page() -> None:
    page = [entry("USER_RESPONSE", str(number), operate_details="x") for number in range(300)]
    messages, calls = pulled("USER_RESPONSE", detail(), history(*page), history(entry("USER_RESPONSE", "300")))
    assert len(messages) == 302
    assert calls[-1].url.endswith("offset=300")


def test_what_the_merchant_did_is_not_asked_for() -> None:
    assert pulled("MERCHANT_RESPONSE", detail()) == ([], [])


def test_lists_may_be_null_and_times_without_offset_are_chinas() -> None:
    (message,), _ = pulled(
        "CREATE_COMPLAINT",
        detail(
            complaint_order_info=None,
            complaint_detail=None,
            complaint_time="2026-11-12 04:00:00",
            need_immediate_service=True,
            user_tag_list=["TRUSTED"],
            apply_refund_amount=None,
            complaint_media_list=[{"media_type": "USER_COMPLAINT_IMAGE", "media_url": ["https://qpic.example/1"]}],
        ),
    )
    assert (message.text, message.order, message.sent_at) == ("自动续费", None, NOW)
    assert len(message.notes) == 3


def test_the_phone_number_is_opened() -> None:
    scheme = OAEP(mgf=MGF1(algorithm=SHA1()), algorithm=SHA1(), label=None)
    sealed = base64.b64encode(made_key("merchant").public_key().encrypt(b"13800000000", scheme)).decode()
    (message,), _ = pulled("CREATE_COMPLAINT", detail(payer_phone=sealed))
    assert message.customer.phone == "13800000000"
    for unreadable in ("no base64", base64.b64encode(b"x" * 256).decode()):
        (message,), _ = pulled("CREATE_COMPLAINT", detail(payer_phone=unreadable))
        assert message.customer.phone is None


@pytest.mark.parametrize(
    "answer",
    [HttpAnswer(401, b'{"code":"SIGN_ERROR"}'), HttpAnswer(404, b"[]"), HttpAnswer(200, b"{}"), HttpAnswer(500, b"")],
)
def test_what_cannot_be_asked_for_is_tried_again(answer: HttpAnswer) -> None:
    with pytest.raises(Upstream):
        pulled("CREATE_COMPLAINT", answer)


# --- answering


def test_the_private_key_is_not_shown() -> None:
    assert "key" not in repr(Merchant(mchid="1", serial="2", private_key="a key"))


def send(
    *answers: HttpAnswer, text: str = "已退款", kind: EffectKind = EffectKind.REPLY, **settings: str
) -> list[tuple[str, Any]]:
    http = RecordedHttp(answers or (DONE,))
    account = replace(ACCOUNT, settings={**ACCOUNT.settings, **settings})
    owed = effect(account, recipient=COMPLAINT, text=text, thread={"mchid": "1900000002"})
    CHANNEL.send(owed.model_copy(update={"kind": kind}), account, outlets(http))
    return [(call.url.removeprefix(f"{API}/{COMPLAINT}/"), json.loads(call.body)) for call in http.sent]


def test_a_reply() -> None:
    assert send() == [("response", {"complainted_mchid": "1900000002", "response_content": "已退款"})]


def test_the_accounts_own_number_stands_in() -> None:
    http = RecordedHttp((DONE,))
    CHANNEL.send(effect(ACCOUNT, recipient="a/b"), ACCOUNT, outlets(http))
    assert http.sent[0].url == f"{API}/a%2Fb/response"
    assert json.loads(http.sent[0].body)["complainted_mchid"] == "1900000001"


def test_a_long_reply_is_cut_at_500_characters() -> None:
    sent = send(text="退" * 1001)
    assert [len(body["response_content"]) for _, body in sent] == [500, 500, 1]


SURVEY = "请评价：https://shop.example/survey/abc 。谢谢"


def test_a_survey_can_carry_its_link_and_close_the_complaint() -> None:
    plain = send(text=SURVEY, kind=EffectKind.SURVEY)
    assert [action for action, _ in plain] == ["response"]
    assert "jump_url" not in plain[0][1]
    full = send(text=SURVEY, kind=EffectKind.SURVEY, survey_link_text="评价服务", complete_with_survey="yes")
    assert full[0][1]["jump_url"] == "https://shop.example/survey/abc"
    assert full[0][1]["jump_url_text"] == "评价服务"
    assert full[1] == ("complete", {"complainted_mchid": "1900000002"})


def test_a_reply_closes_nothing() -> None:
    assert len(send(text=SURVEY, survey_link_text="评价服务", complete_with_survey="yes")) == 1


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (400, Undeliverable),
        (403, Undeliverable),
        (404, Undeliverable),
        (401, Upstream),
        (429, Upstream),
        (500, Upstream),
    ],
)
def test_refusals(status: int, raised: type[Exception]) -> None:
    with pytest.raises(raised, match="PARAM_ERROR"):
        send(HttpAnswer(status, b'{"code":"PARAM_ERROR"}'))


@pytest.mark.parametrize("missing", ["mchid", "serial_no"])
def test_a_missing_setting_is_said(missing: str) -> None:
    account = replace(ACCOUNT, settings={**ACCOUNT.settings, missing: ""})
    with pytest.raises(ConfigurationError, match=missing):
        CHANNEL.send(effect(account, recipient=COMPLAINT), account, outlets())


@pytest.mark.parametrize("key", ["junk", public_pem(made_key("merchant"))])
def test_an_unreadable_merchant_key_is_a_mistake_of_ours(key: str) -> None:
    account = WECHATPAY_COMPLAINT.with_secrets(merchant_key=(key,))
    with pytest.raises(ConfigurationError):
        CHANNEL.send(effect(account, recipient=COMPLAINT), account, outlets())
