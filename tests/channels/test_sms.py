"""阿里云短信 and 腾讯云短信: what is sent, what the answers mean, and to which complaint an answer belongs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from chalicelib.channels.aliyun_sms.signing import AccessKey, Call, authorization
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.errors import ConfigurationError, Undeliverable, Upstream
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, effect, outlets
from .specimen import Specimen, as_json
from .specimens.aliyun_sms import ALIYUN_SMS, answered
from .specimens.tencent_sms import TENCENT_SMS

LINK = "https://huiyin.example/status/c2hvcA.dGFn"
ALIYUN_OK = HttpAnswer(200, b'{"Code": "OK", "Message": "OK", "BizId": "900619746936498440^0", "RequestId": "1"}')
BOTH = pytest.mark.parametrize("specimen", [ALIYUN_SMS, TENCENT_SMS], ids=["aliyun", "tencent"])


def tencent(**status: Any) -> HttpAnswer:
    return HttpAnswer(200, as_json({"Response": {"SendStatusSet": [status], "RequestId": "1"}}))


TENCENT_OK = tencent(Code="Ok", SerialNo="5000:1045710669157053657849499619")


def owed(specimen: Specimen, recipient: str = "13800000000", link: str | None = LINK) -> Effect:
    return effect(specimen.account, recipient=recipient).model_copy(update={"link": link})


def send(specimen: Specimen, http: RecordedHttp, **about: Any) -> Any:
    return specimen.channel.send(owed(specimen, **about), specimen.account, outlets(http))


def test_aliyun_sends_a_signed_notice() -> None:
    http = RecordedHttp([ALIYUN_OK])
    sent = send(ALIYUN_SMS, http)
    assert (sent.reference, sent.known_as) == ("900619746936498440^0", ("aliyun_sms:main:13800000000",))
    (call,) = http.sent
    address = urlsplit(call.url)
    assert (call.method, address.netloc, address.path) == ("POST", "dysmsapi.aliyuncs.com", "/")
    query = dict(parse_qsl(address.query))
    assert query == {
        "OutId": "x1",
        "PhoneNumbers": "13800000000",
        "SignName": "某品牌客服",
        "TemplateCode": "SMS_300000001",
        "TemplateParam": '{"number":"c1","code":"c2hvcA.dGFn"}',
    }
    signed = Call(
        host="dysmsapi.aliyuncs.com",
        action="SendSms",
        version="2017-05-25",
        date="2026-11-11T20:00:00Z",
        nonce=call.headers["x-acs-signature-nonce"],
        query=query,
    )
    key = AccessKey(id="specimen-access-key", secret="specimen-access-key-secret")
    assert call.headers["authorization"] == authorization(signed, key)
    assert call.headers["x-acs-date"] == "2026-11-11T20:00:00Z"


def test_no_two_attempts_share_a_nonce() -> None:
    http = RecordedHttp([ALIYUN_OK])
    for attempts in (1, 2):
        again = owed(ALIYUN_SMS).model_copy(update={"attempts": attempts})
        ALIYUN_SMS.channel.send(again, ALIYUN_SMS.account, outlets(http))
    assert len({call.headers["x-acs-signature-nonce"] for call in http.sent}) == 2


def test_tencent_sends_a_signed_notice() -> None:
    http = RecordedHttp([TENCENT_OK])
    sent = send(TENCENT_SMS, http)
    assert sent.reference == "5000:1045710669157053657849499619"
    (call,) = http.sent
    assert (call.method, call.url) == ("POST", "https://sms.tencentcloudapi.com/")
    assert json.loads(call.body) == {
        "PhoneNumberSet": ["+8613800000000"],
        "SmsSdkAppId": "1400000001",
        "SignName": "某品牌客服",
        "TemplateId": "1900001",
        "TemplateParamSet": ["c1", "c2hvcA.dGFn"],
        "SessionContext": "x1",
    }
    assert call.headers["authorization"].startswith(
        "TC3-HMAC-SHA256 Credential=specimen-secret-id/2026-11-11/sms/tc3_request, "
        "SignedHeaders=content-type;host;x-tc-action, Signature="
    )
    told = {name: call.headers[name] for name in ("x-tc-action", "x-tc-region", "x-tc-timestamp", "x-tc-version")}
    assert told == {
        "x-tc-action": "SendSms",
        "x-tc-region": "ap-beijing",
        "x-tc-timestamp": "1794427200",
        "x-tc-version": "2021-01-11",
    }


@pytest.mark.parametrize(
    ("specimen", "written"),
    [(ALIYUN_SMS, "PhoneNumbers=85291234567&"), (TENCENT_SMS, '"PhoneNumberSet":["+85291234567"]')],
    ids=["aliyun", "tencent"],
)
def test_a_number_abroad_keeps_its_country(specimen: Specimen, written: str) -> None:
    http = RecordedHttp([ALIYUN_OK if specimen is ALIYUN_SMS else TENCENT_OK])
    send(specimen, http, recipient="+85291234567")
    (call,) = http.sent
    assert written in f"{call.url}{call.body.decode()}"


@pytest.mark.parametrize(
    ("specimen", "answer", "raised"),
    [
        (ALIYUN_SMS, HttpAnswer(200, b'{"Code": "isv.MOBILE_NUMBER_ILLEGAL"}'), Undeliverable),
        (ALIYUN_SMS, HttpAnswer(400, b'{"Code": "isv.SMS_TEMPLATE_ILLEGAL"}'), Undeliverable),
        (ALIYUN_SMS, HttpAnswer(200, b'{"Code": "isv.BUSINESS_LIMIT_CONTROL"}'), Upstream),
        (ALIYUN_SMS, HttpAnswer(400, b'{"Code": "SignatureDoesNotMatch"}'), Upstream),
        (ALIYUN_SMS, HttpAnswer(502, b"<html>"), Upstream),
        (ALIYUN_SMS, HttpAnswer(200, b"[]"), Upstream),
        (ALIYUN_SMS, HttpAnswer(500, ALIYUN_OK.body), Upstream),
        (TENCENT_SMS, tencent(Code="FailedOperation.PhoneNumberInBlacklist"), Undeliverable),
        (TENCENT_SMS, tencent(Code="InvalidParameterValue.IncorrectPhoneNumber"), Undeliverable),
        (TENCENT_SMS, tencent(Code="LimitExceeded.PhoneNumberDailyLimit"), Upstream),
        (
            TENCENT_SMS,
            HttpAnswer(200, b'{"Response": {"Error": {"Code": "AuthFailure.SignatureFailure"}}}'),
            Upstream,
        ),
        (TENCENT_SMS, HttpAnswer(200, b'{"Response": {"SendStatusSet": []}}'), Upstream),
        (TENCENT_SMS, HttpAnswer(200, b'{"Response": []}'), Upstream),
        (TENCENT_SMS, HttpAnswer(200, b"<html>"), Upstream),
    ],
)
def test_refusals(specimen: Specimen, answer: HttpAnswer, raised: type[Exception]) -> None:
    with pytest.raises(raised) as refused:
        send(specimen, RecordedHttp([answer]))
    assert "secret" not in f"{refused.value!r}"


@BOTH
def test_a_notice_without_a_page_to_lead_to_is_not_sent(specimen: Specimen) -> None:
    http = RecordedHttp()
    with pytest.raises(Undeliverable):
        send(specimen, http, link=None)
    assert http.sent == []


@BOTH
@pytest.mark.parametrize("written", ["", "{", "1", '{"number": 1}', '["{number}", 2]'])
def test_parameters_that_are_laid_out_wrongly_are_loud(specimen: Specimen, written: str) -> None:
    account = replace(specimen.account, settings={**specimen.account.settings, "template_parameters": written})
    with pytest.raises(ConfigurationError, match="template_parameters"):
        specimen.channel.send(owed(specimen), account, outlets())


@BOTH
def test_a_survey_has_a_text_of_its_own_or_the_usual_one(specimen: Specimen) -> None:
    """Other than elsewhere nothing goes out without an approved text, and the usual one leads to the survey, too."""
    named_by = "template_code" if specimen is ALIYUN_SMS else "template_id"
    laid_out = '{"code": "{token}"}' if specimen is ALIYUN_SMS else '["{token}"]'
    own = {f"survey_{named_by}": "SURVEY_1", "survey_template_parameters": laid_out}
    account = replace(specimen.account, settings={**specimen.account.settings, **own})
    survey = owed(specimen).model_copy(update={"kind": EffectKind.SURVEY})
    http = RecordedHttp([ALIYUN_OK if specimen is ALIYUN_SMS else TENCENT_OK])
    for effect_, account_ in ((survey, account), (survey, specimen.account), (owed(specimen), account)):
        specimen.channel.send(effect_, account_, outlets(http))
    assert ["SURVEY_1" in f"{call.url} {call.body!r}" for call in http.sent] == [True, False, False]


@BOTH
def test_an_answer_names_what_was_sent_to_its_number(specimen: Specimen) -> None:
    http = RecordedHttp([ALIYUN_OK if specimen is ALIYUN_SMS else TENCENT_OK])
    sent = send(specimen, http)
    (example, *_) = specimen.examples
    (message,) = specimen.channel.parse(specimen.delivery_of(example), specimen.account)
    assert message.answers == sent.known_as
    assert (message.customer.phone, message.reply_to) == ("13800000000", None)


def test_times_of_answers_are_chinas() -> None:
    (message,) = ALIYUN_SMS.channel.parse(ALIYUN_SMS.delivery(ALIYUN_SMS.request(answered())), ALIYUN_SMS.account)
    assert message.sent_at is not None
    assert message.sent_at.isoformat() == "2026-11-11T20:00:00+08:00"
