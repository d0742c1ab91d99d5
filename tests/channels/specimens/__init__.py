"""One specimen for every channel of the registry."""

from __future__ import annotations

from typing import Final

from .email import EMAIL
from .form import FORM
from .relay import RELAY
from .shopee import SHOPEE
from .shopify import SHOPIFY
from .wechat_oa import WECHAT_OA
from .woocommerce import WOOCOMMERCE

SPECIMENS: Final = {each.name: each for each in (EMAIL, FORM, RELAY, SHOPEE, SHOPIFY, WECHAT_OA, WOOCOMMERCE)}
