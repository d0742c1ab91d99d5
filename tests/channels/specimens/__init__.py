"""One specimen for every channel of the registry."""

from __future__ import annotations

from typing import Final

from .email import EMAIL
from .form import FORM
from .line import LINE
from .meta import META
from .relay import RELAY
from .telegram import TELEGRAM
from .wechat_oa import WECHAT_OA
from .x import X

SPECIMENS: Final = {each.name: each for each in (EMAIL, FORM, LINE, META, RELAY, TELEGRAM, WECHAT_OA, X)}
