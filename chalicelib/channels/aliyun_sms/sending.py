"""One approved notice to one number.

https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms
https://help.aliyun.com/zh/sms/developer-reference/api-error-codes

The platform has no key for repetitions: ``OutId`` comes back in its reports only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from hashlib import sha256
from typing import Final

from pydantic_core import to_json

from chalicelib.channels.base import Outlets
from chalicelib.channels.documents import Document, read_document
from chalicelib.model.effect import Effect
from chalicelib.model.errors import MalformedPayload, Undeliverable, Upstream

from .signing import AccessKey, Call, authorization

HOST: Final = "dysmsapi.aliyuncs.com"
_FOR_GOOD: Final = {
    "isv.MOBILE_NUMBER_ILLEGAL": "it is no number that the platform sends to",
    "isv.BLACK_KEY_CONTROL_LIMIT": "a parameter holds what the platform forbids",
    "isv.PARAM_LENGTH_LIMIT": "a parameter is longer than the platform takes",
    "isv.TEMPLATE_PARAMS_ILLEGAL": "the parameters do not fit the template",
    "isv.TEMPLATE_MISSING_PARAMETERS": "the parameters do not fit the template",
    "isv.SMS_TEMPLATE_ILLEGAL": "the template is not approved",
    "isv.SMS_SIGNATURE_ILLEGAL": "the signature (签名) is not approved",
}


def send_notice(
    effect: Effect,
    outlets: Outlets,
    *,
    key: AccessKey,
    sign_name: str,
    template_code: str,
    parameters: Mapping[str, str],
) -> str | None:
    """The platform's ``BizId``. Raises ``Upstream`` or ``Undeliverable``."""
    query = {
        "PhoneNumbers": effect.to.recipient.removeprefix("+"),
        "SignName": sign_name,
        "TemplateCode": template_code,
        "TemplateParam": to_json(parameters).decode(),
        "OutId": effect.id,
    }
    date = outlets.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    call = Call(host=HOST, action="SendSms", version="2017-05-25", date=date, nonce=_nonce(effect, date), query=query)
    headers = {**call.headers(), "authorization": authorization(call, key)}
    answer = outlets.http.request("POST", f"https://{HOST}/?{call.written_query()}", headers=headers, body=b"")
    said = _said(answer.body)
    code = said.text("Code")
    if answer.status == 200 and code == "OK":
        return said.text("BizId") or None
    if code in _FOR_GOOD:
        raise Undeliverable(_FOR_GOOD[code], code=code)
    raise Upstream(f"the platform answered {answer.status} ({code})", status=answer.status, code=code)


def _nonce(effect: Effect, date: str) -> str:
    """Never the same twice: an attempt has its number, and its time."""
    return sha256(f"{effect.id}:{effect.attempts}:{date}".encode()).hexdigest()[:32]


def _said(body: bytes) -> Document:
    try:
        return read_document(body)
    except MalformedPayload:
        return Document()
