"""京东. All secrets are invented."""

from __future__ import annotations

from typing import Final

from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Asking, Example, Specimen, as_json


def jd_page(items: tuple[bytes, ...]) -> bytes:
    listed = b'{"totalCount":' + str(len(items)).encode() + b',"result":[' + b",".join(items) + b"]}"
    name = b'"jingdong_afsservice_waitfetch_get_responce"'
    return b"{" + name + b':{"code":"0","publicResultObject":{"resultCode":1,"waitFetch":' + listed + b"}}}"


JD: Final = Specimen(
    account=ChannelAccount(
        channel="jd",
        account="pop",
        shop="demo",
        secrets={"app_secret": ("specimen-jd-secret",), "access_token": ("specimen-jd-token",)},
        settings={"app_key": "JDDEMOAPPKEY0001", "experimental": "yes"},
    ),
    examples=(
        Example(
            body=as_json({"afsServiceId": FAR_INTEGER, "afsApplyTime": 1794427200000, "orderId": 281234567890}),
            text=f"售后申请\n订单号：281234567890\n售后单号：{FAR_INTEGER}",
            external_id=str(FAR_INTEGER),
        ),
        Example(
            body=as_json({"afsServiceId": 2, "afsApplyTime": "2026-11-12 03:59:00", "questionDesc": "屏幕碎了"}),
            text="售后申请\n售后单号：2\nquestionDesc: 屏幕碎了",
            external_id="2",
        ),
    ),
    malformed=(b"", b"[]", b"{}", as_json({"afsApplyTime": 1}), as_json({"afsServiceId": {}})),
    asking=Asking(
        page=jd_page,
        refusal=b'{"error_response":{"code":"12","zh_desc":"\xe7\xad\xbe\xe5\x90\x8d\xe6\x97\xa0\xe6\x95\x88"}}',
        signing_secret="app_secret",
        needed=("app_secret", "access_token", "app_key"),
        silent=(),
    ),
)
