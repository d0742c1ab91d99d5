"""An order as a shop's system would send it: a phone, signed for on the 5th of November 2026, in China."""

from __future__ import annotations

from typing import Any

from chalicelib.model.order import Order

NUMBER = "987654321098"
TAG = "E2801160600002054A1B"


def sent(**about: Any) -> dict[str, Any]:
    return {
        "platform": "jd",
        "number": NUMBER,
        "source_at": "2026-11-05T20:00:00+08:00",
        "ordered_at": "2026-11-03T10:00:00+08:00",
        "price_paid": "1999.00",
        "customer": {"name": "王芳", "phone": "13812345678"},
        "items": [
            {
                "sku": "PH-1",
                "name": "手机",
                "category": "phone",
                "price": "1999.00",
                "tag": TAG,
                "serial": "SN-0001",
                "warranty_months": 12,
            }
        ],
        "parcels": [
            {"tracking": "SF1234567890123", "signed_at": "2026-11-05T18:00:00+08:00", "signed_by": "consignee"}
        ],
        **about,
    }


def order(**about: Any) -> Order:
    return Order.model_validate(sent(**about))
