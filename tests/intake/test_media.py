"""Files that the platform keeps for a few days: fetched once the message is new, and never in its way."""

from __future__ import annotations

import json

import pytest

from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import Upstream
from chalicelib.model.message import Message
from chalicelib.model.ports import HttpAnswer
from tests.support.world import SHOP, World

PICTURE = b"\xff\xd8\xff\xe0 a picture"
TOKEN = HttpAnswer(200, b'{"access_token": "t", "expires_in": 7200}')


def pictured(world: World, *, message: str = "1") -> Delivery:
    sent_at = int(world.clock.seconds())
    xml = (
        f"<xml><ToUserName>gh_1</ToUserName><FromUserName>openid-1</FromUserName><CreateTime>{sent_at}</CreateTime>"
        f"<MsgType>image</MsgType><MediaId>media/1</MediaId><MsgId>{message}</MsgId></xml>"
    )
    return world.delivery("wechat_oa", SHOP, xml.encode())


def answering(world: World, answer: HttpAnswer) -> None:
    world.http.answer = lambda _, url: TOKEN if "stable_token" in url else answer


def recorded(world: World) -> Message:
    outcome = world.process(pictured(world))
    [message] = world.runtime.store.dossier(SHOP, outcome.complaint).messages
    return message


def test_a_picture_is_brought_home(world: World) -> None:
    answering(world, HttpAnswer(200, PICTURE))
    [attachment] = recorded(world).attachments
    assert attachment.object is not None
    assert world.objects.get(attachment.object) == PICTURE
    assert (attachment.size, attachment.content_type, attachment.media) == (len(PICTURE), "image/jpeg", "media/1")
    assert [url for _, url, _ in world.http.calls][-1] == (
        "https://api.weixin.qq.com/cgi-bin/media/get?access_token=t&media_id=media%2F1"
    )


def test_a_repeated_delivery_fetches_nothing(world: World) -> None:
    answering(world, HttpAnswer(200, PICTURE))
    world.process(pictured(world))
    calls = len(world.http.calls)
    assert not world.process(pictured(world)).is_new
    assert len(world.http.calls) == calls


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (HttpAnswer(200, json.dumps({"errcode": 40007}).encode()), "image.jpg: the platform gave no file (40007)"),
        (HttpAnswer(200, json.dumps({"errcode": 45009}).encode()), "image.jpg: the platform gave no file (45009)"),
        (HttpAnswer(200, b'{"video_url": "http://v.example/1"}'), "image.jpg: the platform gave no file (0)"),
        (HttpAnswer(200, PICTURE, is_whole=False), "image.jpg: the file is larger than is fetched"),
        (HttpAnswer(503, b""), "image.jpg: the platform answered 503"),
    ],
)
def test_what_does_not_come_is_said_and_stops_nothing(world: World, answer: HttpAnswer, note: str) -> None:
    answering(world, answer)
    message = recorded(world)
    [attachment] = message.attachments
    assert (attachment.object, attachment.media) == (None, "media/1")
    assert (message.text, message.notes) == ("[图片]", (note,))


def test_a_platform_out_of_reach_stops_nothing(world: World) -> None:
    def unreachable(_: str, __: str) -> HttpAnswer:
        raise Upstream("no answer from api.weixin.qq.com: ConnectTimeoutError")

    world.http.answer = unreachable
    assert recorded(world).notes == ("image.jpg: no answer from api.weixin.qq.com: ConnectTimeoutError",)


def test_a_store_that_is_down_for_the_file_stops_nothing(world: World) -> None:
    answering(world, HttpAnswer(200, PICTURE))
    put = world.objects.put

    def only_raw(key: str, data: bytes, *, content_type: str) -> None:
        if key.startswith("media/"):
            raise Upstream("the object store is down")
        put(key, data, content_type=content_type)

    world.objects.put = only_raw  # type: ignore[method-assign]
    assert recorded(world).notes == ("image.jpg: the object store is down",)


def test_an_account_that_only_receives_fetches_nothing(world: World) -> None:
    account = world.accounts.get("wechat_oa", SHOP)
    world.accounts.add(
        type(account)(
            channel="wechat_oa",
            account=SHOP,
            shop=SHOP,
            settings=account.settings,
            secrets={"token": account.secret("token")},
        )
    )
    assert recorded(world).notes == ("image.jpg: without app_secret no files are fetched",)
    assert world.http.calls == []
