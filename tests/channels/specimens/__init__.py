"""One specimen for every channel of the registry."""

from __future__ import annotations

from typing import Final

from .ebay import EBAY
from .email import EMAIL
from .form import FORM
from .lazada import LAZADA
from .relay import RELAY
from .shopee import SHOPEE
from .shopify import SHOPIFY
from .tiktok_shop import TIKTOK_SHOP
from .wechat_oa import WECHAT_OA
from .woocommerce import WOOCOMMERCE

SPECIMENS: Final = {
    each.name: each for each in (EBAY, EMAIL, FORM, LAZADA, RELAY, SHOPEE, SHOPIFY, TIKTOK_SHOP, WECHAT_OA, WOOCOMMERCE)
}
