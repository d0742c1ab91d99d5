"""The complaint form."""

from __future__ import annotations

from typing import Final

from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Specimen, as_json

FORM: Final = Specimen(
    account=ChannelAccount(
        channel="form",
        account="web",
        shop="demo",
        secrets={"captcha": ("captcha-secret-of-the-specimen",)},
        settings={"email_account": "support"},
    ),
    examples=(
        Example(
            body=as_json(
                {
                    "text": "收到的杯子碎了，要求退款",
                    "subject": "杯子碎了",
                    "customer": {"name": "林女士", "email": "lin@example.com"},
                    "order": {"platform": "taobao", "number": FAR_INTEGER},
                }
            ),
            text="收到的杯子碎了，要求退款",
            subject="杯子碎了",
            external_id=None,
        ),
        Example(
            body=as_json({"text": "The parcel never came."}),
            text="The parcel never came.",
            headers={"idempotency-key": '"8e03978e-40d5-43e8-bc93-6894a57f9324"'},
            external_id="8e03978e-40d5-43e8-bc93-6894a57f9324",
        ),
    ),
    malformed=(b"", b"{", b"[]", b"\xff\xfe", b"[" * 10_000, as_json({"subject": "no text"}), as_json({"text": " "})),
)
