"""Each robot by its own protocol: address, signature, body, and what its answers mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.alerts.robots import ROBOTS
from chalicelib.alerts.robots.base import SIGNING, URL
from chalicelib.alerts.robots.lark import message
from chalicelib.model.errors import ConfigurationError, Undeliverable, Upstream
from chalicelib.model.ports import ChannelAccount, HttpAnswer
from tests.support.fakes import START, FakeHttp

ADDRESSES = {
    "lark": "https://open.feishu.cn/open-apis/bot/v2/hook/hook-secret",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=hook-secret",
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hook-secret",
    "slack": "https://hooks.slack.com/services/T/B/hook-secret",
}
TAKEN = {"lark": b'{"code":0}', "dingtalk": b'{"errcode":0}', "wecom": b'{"errcode":0}', "slack": b"ok"}


def account(name: str, url: str | None = None, **secrets: tuple[str, ...]) -> ChannelAccount:
    given = {URL: (url or ADDRESSES[name],), **secrets}
    return ChannelAccount(channel=name, account="demo", shop="demo", secrets=given)


def tell(name: str, status: int, body: bytes, **more: Any) -> tuple[str, dict[str, Any]]:
    http = FakeHttp(answer=lambda _method, _url: HttpAnswer(status, body))
    ROBOTS[name].tell("超时 <3>", account(name, **more), http=http, now=START)
    [(method, url, sent)] = http.calls
    assert method == "POST"
    return url, json.loads(sent)


def test_what_each_says() -> None:
    url, said = tell("lark", 200, TAKEN["lark"], signing=("s",))
    assert (url, said["msg_type"], said["content"]) == (ADDRESSES["lark"], "text", {"text": "超时 ＜3>"})
    assert said["timestamp"] == str(int(START.timestamp()))
    url, said = tell("dingtalk", 200, TAKEN["dingtalk"], signing=("s",))
    assert url.startswith(ADDRESSES["dingtalk"] + f"&timestamp={int(START.timestamp())}000&sign=")
    assert said == {"msgtype": "text", "text": {"content": "超时 <3>"}}
    url, said = tell("wecom", 200, TAKEN["wecom"])
    assert (url, said) == (ADDRESSES["wecom"], {"msgtype": "text", "text": {"content": "超时 <3>"}})
    url, said = tell("slack", 200, TAKEN["slack"])
    assert (url, said) == (ADDRESSES["slack"], {"text": "超时 &lt;3&gt;"})


def test_a_quoted_customer_calls_nobody() -> None:
    """https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: a text may hold ``at`` tags."""
    text = '“<at user_id="all">所有人</at> 屏幕坏了”'
    assert "<" not in message(text, secret=None, timestamp="0")["content"]["text"]


@pytest.mark.parametrize("name", ["lark", "dingtalk"])
def test_without_a_signing_secret_nothing_is_signed(name: str) -> None:
    url, said = tell(name, 200, TAKEN[name])
    assert "sign" not in url + json.dumps(said)


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("lark", 200, b'{"code":11232}'),
        ("lark", 200, b'{"code":9499}'),
        ("dingtalk", 200, b'{"errcode":130101}'),
        ("wecom", 200, b'{"errcode":45009}'),
        *((name, status, b"") for name in ADDRESSES for status in (429, 500, 502, 503)),
    ],
)
def test_too_much_and_out_of_order_may_pass(name: str, status: int, body: bytes) -> None:
    with pytest.raises(Upstream):
        tell(name, status, body)


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("lark", 200, b'{"code":19021}'),
        ("lark", 200, b"not JSON"),
        ("lark", 200, b"[]"),
        ("dingtalk", 200, b'{"errcode":310000}'),
        ("wecom", 200, b'{"errcode":93000}'),
        ("slack", 200, b"something else"),
        ("slack", 400, b"invalid_payload"),
        ("slack", 404, b"no_service"),
        *((name, 404, body) for name, body in TAKEN.items()),
    ],
)
def test_a_refusal_is_for_a_person(name: str, status: int, body: bytes) -> None:
    with pytest.raises(Undeliverable):
        tell(name, status, body)


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "url", ["http://{}/hook-secret", "https://evil.example/hook-secret", "https://{}.evil.example/x"]
)
def test_an_address_of_somebody_else_is_refused_unquoted(name: str, url: str) -> None:
    host = min(ROBOTS[name].hosts)
    with pytest.raises(ConfigurationError) as refused:
        tell(name, 200, TAKEN[name], url=url.format(host))
    assert "hook-secret" not in str(refused.value)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_missing_address_is_loud(name: str) -> None:
    bare = ChannelAccount(channel=name, account="demo", shop="demo", secrets={SIGNING: ("s",)})
    with pytest.raises(ConfigurationError, match="'url'"):
        ROBOTS[name].tell("x", bare, http=FakeHttp(), now=START)
