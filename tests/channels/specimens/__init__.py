"""One specimen for every channel of the registry."""

from __future__ import annotations

from typing import Final

from .alipay import ALIPAY
from .email import EMAIL
from .form import FORM
from .relay import RELAY
from .wechat_oa import WECHAT_OA
from .wechatpay_complaint import WECHATPAY_COMPLAINT
from .wecom_kf import WECOM_KF

SPECIMENS: Final = {each.name: each for each in (ALIPAY, EMAIL, FORM, RELAY, WECHAT_OA, WECHATPAY_COMPLAINT, WECOM_KF)}
