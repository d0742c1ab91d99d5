"""The platforms' hooks: no valid signature, no entry; and nothing is acknowledged that was not kept."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from app import app
from chalicelib.channels.relay import standard_webhooks
from chalicelib.channels.wechat_oa.crypto import seal
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.intake.accept import read_delivery
from chalicelib.model.errors import Upstream
from chalicelib.model.ports import ChannelAccount
from tests.support.world import MAIL, World

from .api import Answer, Api, covers

RELAY: Final = "/hooks/relay/demo"
WECHAT: Final = "/hooks/wechat_oa/demo"
TOKEN: Final = "test-token"
AES_KEY: Final = "c3BlY2ltZW4tYWVzLWtleS1vZi0zMi1ieXRlcy0wMDE"
COMPLAINT: Final = json.dumps(
    {
        "type": "complaint.received",
        "timestamp": "2026-11-11T10:00:00+08:00",
        "data": {"external_id": "1", "text": "质量差"},
    }
).encode()
MESSAGE: Final = (
    "<xml><ToUserName>gh_demo</ToUserName><FromUserName>openid-1</FromUserName><CreateTime>1794362400</CreateTime>"
    "<MsgType>text</MsgType><Content>质量差</Content><MsgId>24918273645509181</MsgId></xml>"
).encode()


@dataclass(frozen=True)
class Signed:
    """A genuine call."""

    path: str
    body: bytes
    headers: Mapping[str, str]

    def to(self, api: Api) -> Answer:
        return api.call("POST", self.path, self.body, by=None, **self.headers)


def relay(world: World, body: bytes = COMPLAINT) -> Signed:
    keys = world.accounts.get("relay", "demo").secret("signing")
    headers = standard_webhooks.sign(body, identifier="msg_1", now=world.clock(), keys=keys)
    return Signed(RELAY, body, headers)


def address(world: World, **more: str) -> str:
    timestamp = str(int(world.clock().timestamp()))
    query = {"signature": signature(TOKEN, timestamp, "7"), "timestamp": timestamp, "nonce": "7", **more}
    return f"{WECHAT}?{urlencode(query)}"


def plain(world: World) -> Signed:
    return Signed(address(world, openid="openid-1"), MESSAGE, {"Content_Type": "text/xml"})


def secure(world: World) -> Signed:
    """The ordinary mode: the message is encrypted, and the signature covers it."""
    account = world.accounts.get("wechat_oa", "demo")
    secrets = {**account.secrets, "encoding_aes_key": (AES_KEY,)}
    world.accounts.add(replace(account, secrets=secrets, settings={"app_id": "wxtest"}))
    sealed = seal(MESSAGE, aes_key=AES_KEY, app_id="wxtest", random16=b"0123456789abcdef")
    timestamp = str(int(world.clock().timestamp()))
    path = address(world, encrypt_type="aes", msg_signature=signature(TOKEN, timestamp, "7", sealed))
    return Signed(path, f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode(), {"Content_Type": "text/xml"})


GENUINE: Final = pytest.mark.parametrize("call", [relay, plain, secure], ids=lambda call: call.__name__)
Call = Callable[[World], Signed]


@covers("post_hook")
@GENUINE
def test_a_genuine_call_is_kept_and_acknowledged(api: Api, world: World, call: Call) -> None:
    signed = call(world)
    answer = signed.to(api)
    assert (answer.status, answer.text) == (200, "" if call is relay else "success")
    [body] = world.intake.bodies
    assert read_delivery(body).body == signed.body
    [outcome] = world.process_queue()
    assert world.complaint(outcome.complaint).messages[0].text == "质量差"


@covers("post_hook")
@GENUINE
def test_the_delivery_carries_no_credentials(api: Api, world: World, call: Call) -> None:
    signed = call(world)
    replace(signed, headers={**signed.headers, "Authorization": "Bearer x", "Cookie": "y"}).to(api)
    delivery = read_delivery(world.intake.bodies[0])
    assert delivery.headers.keys() <= {"content-type", "webhook-id", "webhook-timestamp"}


@covers("post_hook")
def test_the_key_in_an_address_is_not_kept_with_the_delivery(api: Api, world: World) -> None:
    secrets, settings = {"hook_key": ("our-own-key",)}, {"experimental": "yes"}
    world.accounts.add(
        ChannelAccount(channel="xiaohongshu", account="x", shop="demo", secrets=secrets, settings=settings)
    )
    path = "/hooks/xiaohongshu/x"
    assert api.call("POST", f"{path}?hook_key=another", b"[]", by=None).status == 401
    assert api.call("POST", f"{path}?hook_key=our-own-key&page=1", b"[]", by=None).status == 200
    [body] = world.intake.bodies
    assert read_delivery(body).query == {"page": "1"}
    assert "our-own-key" not in body


@covers("post_hook")
def test_every_bad_call_hears_the_same(api: Api, world: World, caplog: pytest.LogCaptureFixture) -> None:
    good = relay(world)
    other = standard_webhooks.sign(
        good.body, identifier="msg_1", now=world.clock(), keys=["whsec_" + base64.b64encode(b"k" * 32).decode()]
    )
    stale = standard_webhooks.sign(
        good.body,
        identifier="msg_1",
        now=world.clock.now.replace(hour=1),
        keys=world.accounts.get("relay", "demo").secret("signing"),
    )
    bad = [
        replace(good, headers={}),
        replace(good, body=good.body + b" "),
        replace(good, headers=other),
        replace(good, headers=stale),
        replace(good, headers={**good.headers, "webhook-id": "msg_2"}),
        replace(good, headers={**good.headers, "webhook-timestamp": "now"}),
        replace(good, body=b""),
    ]
    heard = {(answer.status, answer.body, tuple(answer.headers.items())) for answer in (call.to(api) for call in bad)}
    assert heard == {(401, b"", (("content-type", "text/plain; charset=utf-8"),))}
    assert world.intake.bodies == []
    assert world.objects.kept == {}
    assert world.calls.operations == []
    assert caplog.messages == ["rejected: channel relay account demo"] * len(bad)


@covers("post_hook")
@pytest.mark.parametrize("call", [plain, secure], ids=lambda call: call.__name__)
def test_a_wechat_call_with_another_signature_is_refused(api: Api, world: World, call: Call) -> None:
    signed = call(world)
    wrong = signed.path.replace("nonce=7", "nonce=8")
    assert replace(signed, path=wrong).to(api).status == 401
    assert replace(signed, path=WECHAT).to(api).status == 401
    assert world.intake.bodies == []


@covers("post_hook")
@GENUINE
def test_a_missing_secret_closes_the_channel_loudly(
    api: Api, world: World, call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    signed = call(world)
    channel = signed.path.split("/")[2]
    world.accounts.add(replace(world.accounts.get(channel, "demo"), secrets={}))
    refused = signed.to(api)
    assert (refused.status, refused.body) == (401, b"")
    assert world.intake.bodies == []
    [record] = caplog.records
    assert record.levelno == logging.CRITICAL
    assert f"{channel}/demo" in record.getMessage()


@covers("post_hook")
@GENUINE
def test_nothing_is_acknowledged_that_was_not_kept(api: Api, world: World, call: Call) -> None:
    """A platform sends again what it hears 5xx for."""
    world.intake.failure = Upstream("the queue did not take the message")
    call(world).to(api).problem(503, "upstream")


@covers("post_hook")
def test_a_large_call_needs_the_object_store_too(api: Api, world: World) -> None:
    body = COMPLAINT.replace(b'"1"', b'"1", "more": "' + b"x" * 800_000 + b'"')
    world.objects.failure = Upstream("the object store did not take the object")
    relay(world, body).to(api).problem(503, "upstream")
    assert world.intake.bodies == []
    world.objects.failure = None
    assert relay(world, body).to(api).status == 200
    assert list(world.objects.kept.values()) == [body]
    assert len(world.intake.bodies[0]) < 2_000


@covers("post_hook")
def test_a_genuine_call_that_cannot_be_read_is_acknowledged_and_kept(api: Api, world: World) -> None:
    assert relay(world, b"{broken").to(api).status == 200
    assert len(world.intake.bodies) == 1


@covers("get_hook", "post_hook", "head_hook")
@pytest.mark.parametrize("place", ["/hooks/form/demo", f"/hooks/email/{MAIL}", "/hooks/fax/demo"])
def test_there_is_no_hook_where_no_platform_calls(api: Api, world: World, place: str) -> None:
    for method in ("GET", "POST", "HEAD"):
        api.call(method, place, b"{}").problem(404, "not_found")
    assert world.intake.bodies == []


@covers("get_hook", "post_hook")
def test_an_account_that_is_not_connected_cannot_be_told_from_a_wrong_signature(api: Api, world: World) -> None:
    refused = api.call("POST", RELAY, b"{}")
    for method in ("GET", "POST"):
        answer = api.call(method, "/hooks/relay/other", b"{}")
        assert (answer.status, answer.body) == (refused.status, refused.body) == (401, b"")
    assert world.intake.bodies == []


@covers("get_hook", "head_hook")
def test_a_probe_is_answered(api: Api) -> None:
    for method in ("GET", "HEAD"):
        answer = api.call(method, RELAY)
        assert (answer.status, answer.body) == (200, b"")


@covers("get_hook")
def test_wechat_gets_its_echo_back_when_the_address_is_saved(api: Api, world: World) -> None:
    answer = api.get(address(world, echostr="4375120948345356249"))
    assert (answer.status, answer.text) == (200, "4375120948345356249")
    assert answer.media_type == "text/plain"
    refused = api.get(f"{WECHAT}?echostr=4375120948345356249&signature=0&timestamp=1&nonce=7")
    assert (refused.status, refused.body) == (401, b"")


def test_bytes_that_api_gateway_encodes_are_verified_as_sent(api: Api, world: World) -> None:
    """The test client never takes this path (its own defect), so the event is made by hand."""
    signed = relay(world, COMPLAINT.replace("质".encode(), b"\xff"))
    event: dict[str, Any] = {
        "requestContext": {"httpMethod": "POST", "resourcePath": "/hooks/{channel_name}/{account}", "path": RELAY},
        "headers": dict(signed.headers),
        "pathParameters": {"channel_name": "relay", "account": "demo"},
        "multiValueQueryStringParameters": None,
        "stageVariables": None,
        "body": base64.b64encode(signed.body).decode(),
        "isBase64Encoded": True,
    }
    assert app(event, None)["statusCode"] == 200
    assert read_delivery(world.intake.bodies[0]).body == signed.body
