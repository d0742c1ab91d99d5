"""Every channel by name, written down rather than discovered; a channel is imported when it is first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

from chalicelib.model.errors import NotFound

from .base import Channel

CHANNELS: Final = {
    "alipay": "chalicelib.channels.alipay.channel:AlipayChannel",
    "aliyun_sms": "chalicelib.channels.aliyun_sms.channel:AliyunSmsChannel",
    "amazon": "chalicelib.channels.amazon.channel:AmazonChannel",
    "aws_sns": "chalicelib.channels.aws_sns.channel:AwsSnsChannel",
    "doudian": "chalicelib.channels.doudian.channel:DoudianChannel",
    "douyin": "chalicelib.channels.douyin.channel:DouyinChannel",
    "ebay": "chalicelib.channels.ebay.channel:EbayChannel",
    "email": "chalicelib.channels.email.channel:EmailChannel",
    "form": "chalicelib.channels.form.channel:FormChannel",
    "jd": "chalicelib.channels.jd.channel:JdChannel",
    "kuaishou_shop": "chalicelib.channels.kuaishou_shop.channel:KuaishouShopChannel",
    "lazada": "chalicelib.channels.lazada.channel:LazadaChannel",
    "line": "chalicelib.channels.line.channel:LineChannel",
    "mailgun": "chalicelib.channels.mailgun.channel:MailgunChannel",
    "meta": "chalicelib.channels.meta.channel:MetaChannel",
    "pinduoduo": "chalicelib.channels.pinduoduo.channel:PinduoduoChannel",
    "postmark": "chalicelib.channels.postmark.channel:PostmarkChannel",
    "relay": "chalicelib.channels.relay.channel:RelayChannel",
    "sendgrid": "chalicelib.channels.sendgrid.channel:SendGridChannel",
    "shopee": "chalicelib.channels.shopee.channel:ShopeeChannel",
    "shopify": "chalicelib.channels.shopify.channel:ShopifyChannel",
    "taobao": "chalicelib.channels.taobao.channel:TaobaoChannel",
    "telegram": "chalicelib.channels.telegram.channel:TelegramChannel",
    "tencent_sms": "chalicelib.channels.tencent_sms.channel:TencentSmsChannel",
    "tiktok_shop": "chalicelib.channels.tiktok_shop.channel:TikTokShopChannel",
    "wechat_oa": "chalicelib.channels.wechat_oa.channel:WechatOfficialAccountChannel",
    "wechatpay_complaint": "chalicelib.channels.wechatpay_complaint.channel:WechatPayComplaintChannel",
    "wecom_kf": "chalicelib.channels.wecom_kf.channel:WecomKfChannel",
    "weibo": "chalicelib.channels.weibo.channel:WeiboChannel",
    "woocommerce": "chalicelib.channels.woocommerce.channel:WooCommerceChannel",
    "x": "chalicelib.channels.x.channel:XChannel",
    "xiaohongshu": "chalicelib.channels.xiaohongshu.channel:XiaohongshuChannel",
}

POLLED: Final = ("jd", "pinduoduo", "taobao")
"""Channels whose platforms have to be asked, so that nothing is imported to find them."""


@cache
def channel(name: str) -> Channel:
    """The channel of that name. Raises ``NotFound``."""
    try:
        module, _, attribute = CHANNELS[name].partition(":")
    except KeyError:
        raise NotFound(f"no channel is called '{name}'", channels=sorted(CHANNELS)) from None
    made = getattr(import_module(module), attribute)()
    if not isinstance(made, Channel):
        raise TypeError(f"{CHANNELS[name]} is not a Channel")
    return made
