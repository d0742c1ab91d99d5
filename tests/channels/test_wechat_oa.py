"""微信公众号: message types, the sealed envelope, plain mode, sending and cutting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.base import Request
from chalicelib.channels.wechat_oa.crypto import open_sealed, seal
from chalicelib.channels.wechat_oa.payload import read_fields
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.model.errors import ConfigurationError, MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound

from .specimen import NOW
from .specimens.wechat_oa import APP_ID, OPENID, WECHAT_OA, wechat_json, wechat_request, wechat_xml

CHANNEL, ACCOUNT = WECHAT_OA.channel, WECHAT_OA.account
AES_KEY = ACCOUNT.secrets["encoding_aes_key"][0]
OTHER_AES_KEY = "YW5vdGhlci1hZXMta2V5LW9mLTMyLWJ5dGVzLTAwMDE"


def parsed(body: bytes) -> Inbound:
    (message,) = CHANNEL.parse(WECHAT_OA.delivery(wechat_request(body, ACCOUNT)), ACCOUNT)
    return message


# --- message types


def test_who_said_it_and_how_to_answer() -> None:
    message = parsed(wechat_xml("text", Content="x", MsgId="1"))
    assert message.customer.id == message.conversation == OPENID
    assert message.sent_at == NOW
    assert message.reply_to is not None
    assert (message.reply_to.channel, message.reply_to.account) == ("wechat_oa", "shop-account")
    assert message.reply_to.recipient == OPENID
    assert message.reply_to.open_until == NOW + timedelta(hours=48)


@pytest.mark.parametrize(
    ("kind", "fields", "text"),
    [
        ("text", {"Content": " 退款 "}, "退款"),
        ("text", {"Content": " "}, "[text]"),
        ("image", {"MediaId": "m"}, "[图片]"),
        ("voice", {"MediaId": "m", "Format": "amr"}, "[语音]"),
        ("voice", {"MediaId": "m", "Recognition": "我要退款"}, "我要退款"),
        ("video", {"MediaId": "m"}, "[视频]"),
        ("shortvideo", {"MediaId": "m"}, "[视频]"),
        ("location", {"Location_X": "23.1", "Location_Y": "113.3", "Label": "广州"}, "[位置] 广州 (23.1, 113.3)"),
        ("link", {"Title": "标题", "Description": "", "Url": "https://a.example"}, "[链接]\n标题\nhttps://a.example"),
        (
            "miniprogrampage",
            {"Title": "订单", "PagePath": "p?id=1"},
            "[miniprogrampage]\nTitle: 订单\nPagePath: p?id=1",
        ),
    ],
)
def test_message_types(kind: str, fields: dict[str, str], text: str) -> None:
    assert parsed(wechat_xml(kind, MsgId="1", **fields)).text == text
    assert parsed(wechat_json(kind, MsgId=1, **fields)).text == text


@pytest.mark.parametrize(
    ("kind", "fields", "name", "content_type"),
    [
        ("image", {}, "image.jpg", "image/jpeg"),
        ("voice", {"Format": "speex"}, "voice.speex", "audio/speex"),
        ("voice", {}, "voice.amr", "audio/amr"),
        ("shortvideo", {}, "shortvideo.mp4", "video/mp4"),
        ("file", {}, "file.bin", "application/octet-stream"),
    ],
)
def test_media_stay_at_the_platform(kind: str, fields: dict[str, str], name: str, content_type: str) -> None:
    (attachment,) = parsed(wechat_xml(kind, MsgId="1", MediaId="media-1", **fields)).attachments
    assert (attachment.name, attachment.content_type, attachment.media) == (name, content_type, "media-1")


def test_without_an_id_sender_second_and_kind_tell_messages_apart() -> None:
    seconds = int(NOW.timestamp())
    assert parsed(wechat_xml("text", Content="x")).external_id == f"{OPENID}:{seconds}:text"
    assert parsed(wechat_xml("voice", MsgID="24918273645509185")).external_id == "24918273645509185"


def test_nested_fields_are_read_as_text() -> None:
    fields = read_fields(b"<xml><MsgType>card</MsgType><Card><Id>7</Id><Name>gold</Name></Card></xml>")
    assert fields == {"MsgType": "card", "Card": "7gold"}
    assert read_fields(b'{"MsgType": "card", "Card": {"Id": 24918273645509187}}')["Card"] == '{"Id":24918273645509187}'


def test_control_characters_do_not_cost_a_complaint() -> None:
    assert parsed(wechat_xml("text", Content="退\x08款\x00", MsgId="1")).text == "退款"


# --- the sealed envelope


@given(message=st.binary(max_size=200))
def test_what_is_sealed_opens_again(message: bytes) -> None:
    sealed = seal(message, aes_key=AES_KEY, app_id=APP_ID, random16=bytes(16))
    assert open_sealed(sealed, aes_keys=[OTHER_AES_KEY, AES_KEY], app_id=APP_ID) == message


def test_the_previous_key_still_opens_while_it_rotates_out() -> None:
    account = WECHAT_OA.with_secrets(encoding_aes_key=(OTHER_AES_KEY, AES_KEY))
    request = wechat_request(wechat_xml("text", Content="退款", MsgId="1"), ACCOUNT)
    (message,) = CHANNEL.parse(WECHAT_OA.delivery(request), account)
    assert message.text == "退款"


def test_a_message_for_another_app_or_under_another_key_is_not_opened() -> None:
    request = wechat_request(wechat_xml("text", Content="x", MsgId="1"), ACCOUNT)
    for account in (
        replace(ACCOUNT, settings={"app_id": "wx0000000000000000"}),
        WECHAT_OA.with_secrets(encoding_aes_key=(OTHER_AES_KEY,)),
    ):
        CHANNEL.verify(request, account, now=NOW)
        with pytest.raises(MalformedPayload):
            CHANNEL.parse(WECHAT_OA.delivery(request), account)


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base64", "密", "A" * 43])
def test_a_broken_envelope(sealed: str) -> None:
    with pytest.raises(MalformedPayload):
        open_sealed(sealed, aes_keys=[AES_KEY], app_id=APP_ID)


@pytest.mark.parametrize("aes_key", ["short", "!" * 43, "密" * 43])
def test_an_unusable_key_is_a_mistake_of_the_deployment(aes_key: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_sealed("AAAA", aes_keys=[aes_key], app_id=APP_ID)
    assert aes_key not in str(raised.value)


def test_the_plain_signature_does_not_pass_for_the_message_signature() -> None:
    request = wechat_request(wechat_xml("text", Content="x", MsgId="1"), ACCOUNT)
    query = {**request.query, "msg_signature": request.query["signature"]}
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(replace(request, query=query), ACCOUNT, now=NOW)


def test_the_plain_signature_does_not_let_an_unsealed_body_in() -> None:
    request = wechat_request(b"", ACCOUNT)
    query = {**request.query, "msg_signature": request.query["signature"]}
    forged = replace(request, query=query, body=wechat_xml("text", Content="forged", MsgId="1"))
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(forged, ACCOUNT, now=NOW)


# --- plain mode

PLAIN = replace(ACCOUNT, settings={"app_id": APP_ID, "message_mode": "plain"})


def plain_request(body: bytes) -> Request:
    timestamp, nonce = str(int(NOW.timestamp())), "486452656"
    signed = signature("specimen-token-newest", timestamp, nonce)
    return Request(method="POST", query={"signature": signed, "timestamp": timestamp, "nonce": nonce}, body=body)


def test_plain_mode_has_to_be_asked_for() -> None:
    request = plain_request(wechat_xml("text", Content="退款", MsgId="1"))
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(request, ACCOUNT, now=NOW)
    CHANNEL.verify(request, PLAIN, now=NOW)
    (message,) = CHANNEL.parse(WECHAT_OA.delivery(request), PLAIN)
    assert message.text == "退款"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_plain_signature_is_good_for_five_minutes(seconds: int) -> None:
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(plain_request(b"<xml/>"), PLAIN, now=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("settings", [{"message_mode": "both"}, {}])
def test_unclear_settings_close_it_loudly(settings: dict[str, str]) -> None:
    request = wechat_request(wechat_xml("text", Content="x", MsgId="1"), ACCOUNT)
    with pytest.raises(ConfigurationError):
        CHANNEL.parse(WECHAT_OA.delivery(request), replace(ACCOUNT, settings=settings))
