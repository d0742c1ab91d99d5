"""One specimen for every channel of the registry."""

from __future__ import annotations

from typing import Final

from .doudian import DOUDIAN
from .douyin import DOUYIN
from .email import EMAIL
from .form import FORM
from .kuaishou_shop import KUAISHOU_SHOP
from .relay import RELAY
from .wechat_oa import WECHAT_OA
from .weibo import WEIBO
from .xiaohongshu import XIAOHONGSHU

SPECIMENS: Final = {
    each.name: each for each in (DOUDIAN, DOUYIN, EMAIL, FORM, KUAISHOU_SHOP, RELAY, WECHAT_OA, WEIBO, XIAOHONGSHU)
}
