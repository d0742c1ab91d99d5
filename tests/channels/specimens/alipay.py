"""支付宝 交易投诉. All keys are invented."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

from chalicelib.channels import rsa
from chalicelib.channels.alipay.form import signed_content
from chalicelib.channels.base import Answer, Request
from chalicelib.model.ports import ChannelAccount
from tests.channels.keys import made_key, private_pem, public_pem, signer_of
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

APP_ID: Final = "2021000000000001"
COMPLAINT: Final = "2026111200102000000001459758"
CHANGED: Final = "alipay.merchant.tradecomplain.changed"


def notification(**changed: str) -> bytes:
    form = {
        "charset": "UTF-8",
        "biz_content": as_json({"complain_event_id": COMPLAINT}).decode(),
        "msg_method": CHANGED,
        "utc_timestamp": str(int(NOW.timestamp() * 1000)),
        "version": "1.1",
        "sign_type": "RSA2",
        "notify_id": "specimen-notify-1",
        "app_id": APP_ID,
        "empty": "",
    }
    return urlencode(form | changed).encode()


def signed(body: bytes, account: ChannelAccount, *, encoding: str = "utf-8") -> Request:
    newest, *_ = account.secret("alipay_public_key")
    form = dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding=encoding, errors="replace"))
    content = signed_content(form, {"sign", "sign_type"}).encode(encoding)
    signature = rsa.sign(content, key=signer_of(newest))
    return Request(method="POST", body=body + b"&" + urlencode({"sign": signature}).encode())


ALIPAY: Final = Specimen(
    account=ChannelAccount(
        channel="alipay",
        account="shop-app",
        shop="demo",
        secrets={
            "alipay_public_key": (public_pem(made_key("alipay")),),
            "app_private_key": (private_pem(made_key("app")),),
        },
        settings={"app_id": APP_ID},
    ),
    examples=(
        Example(
            body=notification(),
            text=f"[支付宝交易投诉] {COMPLAINT}",
            external_id="specimen-notify-1",
        ),
        Example(
            body=notification(notify_id=str(FAR_INTEGER), biz_content=as_json({"complain_event_id": 7}).decode()),
            text="[支付宝交易投诉] 7",
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(
        notification(msg_method=""),
        notification(notify_id=" "),
        notification(biz_content=""),
        notification(biz_content="{}"),
        notification(biz_content="[" * 10_000),
        notification(biz_content='{"complain_event_id": ""}'),
    ),
    hook=Hook(
        signed=signed,
        tampered=lambda body: body.replace(b"complain_event_id", b"complain_event_ie", 1),
        signature=Place(part="form", name="sign"),
        timestamp=Place(part="form", name="utc_timestamp"),
        signing_secret=("alipay_public_key", public_pem(made_key("alipay-other"))),
        needed=("alipay_public_key",),
        silent=(
            notification(msg_method="alipay.fund.trans.order.changed"),
            notification(msg_method="never.heard.of"),
        ),
        acknowledgement=Answer(body="success"),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
        by_public_key=True,
    ),
)
