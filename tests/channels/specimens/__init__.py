"""One specimen for every channel of the registry."""

from __future__ import annotations

from typing import Final

from .doudian import DOUDIAN
from .douyin import DOUYIN
from .email import EMAIL
from .form import FORM
from .relay import RELAY
from .wechat_oa import WECHAT_OA

SPECIMENS: Final = {each.name: each for each in (DOUDIAN, DOUYIN, EMAIL, FORM, RELAY, WECHAT_OA)}
