"""Amazon's notifications. The seller and the order are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Specimen, as_json

SELLER: Final = "A3TH9S8BH6GOGM"
ORDER: Final = "111-0944945-3989852"


def order_change(
    *, kind: str = "BuyerRequestedChange", notification: Any = "d0e9e693-c3ad-4373-979f-ed4ec98dd746", **changes: Any
) -> dict[str, Any]:
    change = {
        "NotificationLevel": "OrderLevel",
        "SellerId": SELLER,
        "AmazonOrderId": ORDER,
        "OrderChangeType": kind,
        "OrderChangeTrigger": {
            "TimeOfOrderChange": "2026-11-11T19:58:00.000Z",
            "ChangeReason": "Buyer Requested Cancel",
        },
        "Summary": {"MarketplaceId": "ATVPDKIKX0DER", "OrderStatus": "Unshipped"},
        **changes,
    }
    return {
        "NotificationVersion": "1.0",
        "NotificationType": "ORDER_CHANGE",
        "PayloadVersion": "1.0",
        "EventTime": "2026-11-11T19:58:01.000Z",
        "Payload": {"OrderChangeNotification": change},
        "NotificationMetadata": {"ApplicationId": "app-1", "SubscriptionId": "sub-1", "NotificationId": notification},
    }


def by_event_bridge(notification: dict[str, Any]) -> dict[str, Any]:
    return {"version": "0", "source": "aws.partner/sellingpartnerapi.amazon.com/1/app", "detail": notification}


TEXT: Final = f"Buyer Requested Cancel\nOrder: {ORDER}\nStatus: Unshipped\nMarketplace: ATVPDKIKX0DER"

AMAZON: Final = Specimen(
    account=ChannelAccount(channel="amazon", account=SELLER, shop="demo"),
    examples=(
        Example(body=as_json(order_change()), text=TEXT, external_id="d0e9e693-c3ad-4373-979f-ed4ec98dd746"),
        Example(
            body=as_json(by_event_bridge(order_change(notification=FAR_INTEGER))),
            text=TEXT,
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(
        b"",
        b"[]",
        b"{}",
        as_json({"NotificationType": "ORDER_CHANGE"}),
        as_json(order_change(AmazonOrderId=" ")),
        as_json({"NotificationMetadata": {"NotificationId": "1"}}),
        b'{"a":' * 60 + b"1" + b"}" * 60,
    ),
)
