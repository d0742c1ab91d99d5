"""One specimen for every channel of the registry."""

from __future__ import annotations

from typing import Final

from .doudian import DOUDIAN
from .douyin import DOUYIN
from .email import EMAIL
from .form import FORM
from .kuaishou_shop import KUAISHOU_SHOP
from .lazada import LAZADA
from .line import LINE
from .meta import META
from .relay import RELAY
from .shopee import SHOPEE
from .shopify import SHOPIFY
from .telegram import TELEGRAM
from .tiktok_shop import TIKTOK_SHOP
from .wechat_oa import WECHAT_OA
from .weibo import WEIBO
from .woocommerce import WOOCOMMERCE
from .x import X

SPECIMENS: Final = {
    each.name: each
    for each in (
        DOUDIAN,
        DOUYIN,
        EMAIL,
        FORM,
        KUAISHOU_SHOP,
        LAZADA,
        LINE,
        META,
        RELAY,
        SHOPEE,
        SHOPIFY,
        TELEGRAM,
        TIKTOK_SHOP,
        WECHAT_OA,
        WEIBO,
        WOOCOMMERCE,
        X,
    )
}
