"""One specimen for every channel of the registry."""

from __future__ import annotations

from typing import Final

from .alipay import ALIPAY
from .aliyun_sms import ALIYUN_SMS
from .amazon import AMAZON
from .aws_sns import AWS_SNS
from .doudian import DOUDIAN
from .douyin import DOUYIN
from .ebay import EBAY
from .email import EMAIL
from .form import FORM
from .jd import JD
from .kuaishou_shop import KUAISHOU_SHOP
from .lazada import LAZADA
from .line import LINE
from .mailgun import MAILGUN
from .meta import META
from .pinduoduo import PINDUODUO
from .postmark import POSTMARK
from .relay import RELAY
from .sendgrid import SENDGRID
from .shopee import SHOPEE
from .shopify import SHOPIFY
from .taobao import TAOBAO
from .telegram import TELEGRAM
from .tencent_sms import TENCENT_SMS
from .tiktok_shop import TIKTOK_SHOP
from .wechat_oa import WECHAT_OA
from .wechatpay_complaint import WECHATPAY_COMPLAINT
from .wecom_kf import WECOM_KF
from .weibo import WEIBO
from .woocommerce import WOOCOMMERCE
from .x import X
from .xiaohongshu import XIAOHONGSHU

SPECIMENS: Final = {
    each.name: each
    for each in (
        ALIPAY,
        ALIYUN_SMS,
        AMAZON,
        AWS_SNS,
        DOUDIAN,
        DOUYIN,
        EBAY,
        EMAIL,
        FORM,
        JD,
        KUAISHOU_SHOP,
        LAZADA,
        LINE,
        MAILGUN,
        META,
        PINDUODUO,
        POSTMARK,
        RELAY,
        SENDGRID,
        SHOPEE,
        SHOPIFY,
        TAOBAO,
        TELEGRAM,
        TENCENT_SMS,
        TIKTOK_SHOP,
        WECHAT_OA,
        WECHATPAY_COMPLAINT,
        WECOM_KF,
        WEIBO,
        WOOCOMMERCE,
        X,
        XIAOHONGSHU,
    )
}
