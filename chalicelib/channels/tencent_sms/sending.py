"""One approved notice to one number.

https://cloud.tencent.com/document/api/382/55981

The platform has no key for repetitions: ``SessionContext`` comes back in its answer only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic_core import to_json

from chalicelib.channels.base import Outlets
from chalicelib.channels.documents import Document, read_document
from chalicelib.model.effect import Effect
from chalicelib.model.errors import MalformedPayload, Undeliverable, Upstream

from .signing import Call, SecretKey, authorization

HOST: Final = "sms.tencentcloudapi.com"
DEFAULT_REGION: Final = "ap-guangzhou"
_TYPE: Final = "application/json; charset=utf-8"
_TEMPLATE: Final = "the parameters do not fit the template"
_FOR_GOOD: Final = {
    "FailedOperation.ContainSensitiveWord": "a parameter holds what the platform forbids",
    "FailedOperation.PhoneNumberInBlacklist": "the customer takes no text messages from the shop",
    "FailedOperation.SignatureIncorrectOrUnapproved": "the signature (签名) is not approved",
    "FailedOperation.TemplateIncorrectOrUnapproved": "the template is not approved",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": _TEMPLATE,
    "FailedOperation.TemplateUnapprovedOrNotExist": "the template is not approved",
    "InvalidParameterValue.IncorrectPhoneNumber": "it is no number that the platform sends to",
    "InvalidParameterValue.TemplateParameterFormatError": _TEMPLATE,
    "InvalidParameterValue.TemplateParameterLengthLimit": "a parameter is longer than the platform takes",
}


def send_notice(
    effect: Effect,
    outlets: Outlets,
    *,
    secret: SecretKey,
    app_id: str,
    sign_name: str,
    template_id: str,
    parameters: Sequence[str],
    region: str = DEFAULT_REGION,
) -> str | None:
    """The platform's ``SerialNo``. Raises ``Upstream`` or ``Undeliverable``."""
    payload = to_json(
        {
            "PhoneNumberSet": [international(effect.to.recipient)],
            "SmsSdkAppId": app_id,
            "SignName": sign_name,
            "TemplateId": template_id,
            "TemplateParamSet": list(parameters),
            "SessionContext": effect.id,
        }
    )
    signed = {"content-type": _TYPE, "host": HOST, "x-tc-action": "SendSms"}
    call = Call(service="sms", timestamp=int(outlets.now.timestamp()), headers=signed, payload=payload)
    headers = {
        **signed,
        "authorization": authorization(call, secret),
        "x-tc-region": region,
        "x-tc-timestamp": str(call.timestamp),
        "x-tc-version": "2021-01-11",
    }
    answer = outlets.http.request("POST", f"https://{HOST}/", headers=headers, body=payload)
    code, serial_no = _outcome(answer.body)
    if answer.status == 200 and code == "Ok":
        return serial_no
    if code in _FOR_GOOD:
        raise Undeliverable(_FOR_GOOD[code], code=code)
    raise Upstream(f"the platform answered {answer.status} ({code})", status=answer.status, code=code)


def international(number: str) -> str:
    """E.164: a number without its country code is of the mainland."""
    return number if number.startswith("+") else f"+86{number}"


def _outcome(body: bytes) -> tuple[str, str | None]:
    """The code of the call where it failed as a whole, else that of the one number."""
    try:
        said = read_document(body).child("Response")
        statuses = said.children("SendStatusSet")
        status = statuses[0] if statuses else Document()
        return said.child("Error").text("Code") or status.text("Code"), status.text("SerialNo") or None
    except MalformedPayload:
        return "", None
