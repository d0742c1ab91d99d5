"""拼多多. All secrets are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Asking, Example, Specimen, as_json


def pinduoduo_refund(**changes: Any) -> dict[str, Any]:
    return {
        "id": FAR_INTEGER,
        "order_sn": "261111-339507978993455",
        "after_sale_reason": "货物与描述不符",
        "after_sales_status": 2,
        "after_sales_type": 3,
        "refund_amount": "8.00",
        "goods_name": "抱枕",
        "created_time": "2026-11-12 03:50:00",
        "updated_time": "2026-11-12 03:50:00",
        **changes,
    }


def pinduoduo_page(items: tuple[bytes, ...]) -> bytes:
    total = str(len(items)).encode()
    return b'{"refund_increment_get_response":{"total_count":' + total + b',"refund_list":[' + b",".join(items) + b"]}}"


PINDUODUO: Final = Specimen(
    account=ChannelAccount(
        channel="pinduoduo",
        account="mall",
        shop="demo",
        secrets={"client_secret": ("specimen-pdd-secret",), "access_token": ("specimen-pdd-token",)},
        settings={"client_id": "3a6f1c9b2e8d4705demo"},
    ),
    examples=(
        Example(
            body=as_json(pinduoduo_refund()),
            text="售后原因：货物与描述不符\n商品：抱枕\n售后申请：退货退款\n退款金额：8.00 元\n"
            f"订单号：261111-339507978993455\n售后单号：{FAR_INTEGER}",
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(b"", b"[]", b"{}", as_json({"order_sn": "1"}), as_json(pinduoduo_refund(refund_amount={}))),
    asking=Asking(
        page=pinduoduo_page,
        refusal=b'{"error_response":{"error_code":10019,"error_msg":"access_token expired","sub_code":"10019"}}',
        signing_secret="client_secret",
        needed=("client_secret", "access_token", "client_id"),
        silent=(
            as_json(pinduoduo_refund(id=7, after_sales_status=10)),
            as_json(pinduoduo_refund(id=8, after_sales_status=11)),
        ),
    ),
)
