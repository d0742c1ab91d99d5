"""Every channel by name, written down rather than discovered; a channel is imported when it is first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

from chalicelib.model.errors import NotFound

from .base import Channel

CHANNELS: Final = {
    "doudian": "chalicelib.channels.doudian.channel:DoudianChannel",
    "douyin": "chalicelib.channels.douyin.channel:DouyinChannel",
    "email": "chalicelib.channels.email.channel:EmailChannel",
    "form": "chalicelib.channels.form.channel:FormChannel",
    "kuaishou_shop": "chalicelib.channels.kuaishou_shop.channel:KuaishouShopChannel",
    "relay": "chalicelib.channels.relay.channel:RelayChannel",
    "weibo": "chalicelib.channels.weibo.channel:WeiboChannel",
    "xiaohongshu": "chalicelib.channels.xiaohongshu.channel:XiaohongshuChannel",
    "wechat_oa": "chalicelib.channels.wechat_oa.channel:WechatOfficialAccountChannel",
}


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
