"""快手电商: encrypted pushes. All secrets and numbers are invented."""

from __future__ import annotations

import json
from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.kuaishou_shop.crypto import seal
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Probe, Specimen, as_json

APP_KEY: Final = "ks700000000000000001"
ORDER: Final = 2603800000000000001
REFUND: Final = 2603800000000000002
OPENING: Final = "kwaishop_aftersales_addRefund"
MILLISECONDS: Final = int(NOW.timestamp() * 1000)


def kuaishou_event(event: str = OPENING, event_id: Any = "267_1_1", **fields: Any) -> bytes:
    info = {"orderId": ORDER, "refundId": REFUND, "handlingWay": 10, "status": 10, "createTime": MILLISECONDS}
    base = {
        "eventId": event_id,
        "userId": 1234567890,
        "appKey": APP_KEY,
        "event": event,
        "info": json.dumps(info),
        "createTime": MILLISECONDS + 33,
        "test": False,
    }
    return as_json(base | fields)


def kuaishou_request(body: bytes, account: ChannelAccount) -> Request:
    message_key, *_ = account.secret("message_key")
    return Request(
        method="POST",
        headers={"content-type": "text/plain;charset=utf-8"},
        body=seal(body, message_key=message_key),
    )


ACCOUNT: Final = ChannelAccount(
    channel="kuaishou_shop",
    account="nobody-guesses-this",
    shop="demo",
    secrets={"message_key": ("c3BlY2ltZW4ta2V5LTAwMQ==",)},
    settings={"app_key": APP_KEY},
)
RECEIVED: Final = Answer(body='{"result":1}', content_type="application/json")

KUAISHOU_SHOP: Final = Specimen(
    account=ACCOUNT,
    examples=(
        Example(
            body=kuaishou_event(),
            text=f"售后申请：仅退款\n订单号：{ORDER}\n售后单号：{REFUND}",
            external_id="267_1_1",
        ),
        Example(
            body=kuaishou_event(event_id=FAR_INTEGER, info={"orderId": FAR_INTEGER}),
            text=f"售后申请\n订单号：{FAR_INTEGER}",
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(
        as_json({"appKey": APP_KEY}),
        kuaishou_event(info="not JSON"),
        kuaishou_event(info=None),
        kuaishou_event(info="{}"),
        kuaishou_event(createTime="soon"),
        kuaishou_event(test="perhaps"),
    ),
    hook=Hook(
        signed=kuaishou_request,
        tampered=lambda body: (b"A" if body[:1] != b"A" else b"B") + body[1:],
        signature=None,
        timestamp=None,
        signing_secret=("message_key", "c3BlY2ltZW4ta2V5LTAwMg=="),
        needed=("message_key",),
        silent=(
            kuaishou_event("kwaishop_aftersales_updateRefund"),
            kuaishou_event("kwaishop_order_addOrder", info=""),
            kuaishou_event("never_heard_of", info="no JSON either"),
            kuaishou_event(test=True),
        ),
        acknowledgement=RECEIVED,
        probes=(
            Probe(request=kuaishou_request(b'{"test":true}', ACCOUNT), answer=RECEIVED),
            Probe(request=Request(method="POST", body=b'{ "test": true }'), answer=RECEIVED),
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
