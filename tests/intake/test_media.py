"""Files that the platform keeps for a few days: fetched once the message is new, and never in its way."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest

from chalicelib.intake.media import MOST_ENCLOSED
from chalicelib.intake.recording import Outcome
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


def mailed(world: World, *files: tuple[str, bytes], identifier: str = "m-1") -> Delivery:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "lin@customer.example", "support@demo.example", f"<{identifier}@x>"
    mail.set_content("杯子碎了，见照片")
    for name, data in files:
        mail.add_attachment(data, maintype="image", subtype="jpeg", filename=name)
    return world.mail(mail.as_bytes(), sender="lin@customer.example")


def messages(world: World, outcome: Outcome) -> tuple[Message, ...]:
    return world.runtime.store.dossier(SHOP, outcome.complaint).messages


def test_files_of_a_mail_can_be_opened(world: World) -> None:
    [message] = messages(world, world.process(mailed(world, ("杯子.jpg", PICTURE), ("盒子.jpg", PICTURE + b"2"))))
    assert [(file.name, file.size) for file in message.attachments] == [
        ("杯子.jpg", len(PICTURE)),
        ("盒子.jpg", len(PICTURE) + 1),
    ]
    assert [world.objects.get(file.object or "") for file in message.attachments] == [PICTURE, PICTURE + b"2"]
    assert message.notes == ()


def test_a_mail_that_comes_again_puts_nothing_twice(world: World) -> None:
    delivery = mailed(world, ("杯子.jpg", PICTURE))
    world.process(delivery)
    kept = set(world.objects.kept)
    assert not world.process(delivery).is_new
    assert set(world.objects.kept) == kept


def test_of_very_many_files_only_so_many_are_put_apart(world: World) -> None:
    many = [(f"{number}.jpg", PICTURE) for number in range(MOST_ENCLOSED + 2)]
    [message] = messages(world, world.process(mailed(world, *many)))
    assert [file.object is None for file in message.attachments] == [False] * MOST_ENCLOSED + [True] * 2


def test_a_mail_whose_files_cannot_be_put_comes_in_all_the_same(world: World) -> None:
    put = world.objects.put

    def only_raw(key: str, data: bytes, *, content_type: str) -> None:
        if key.startswith("media/"):
            raise Upstream("the object store is down")
        put(key, data, content_type=content_type)

    world.objects.put = only_raw  # type: ignore[method-assign]
    [message] = messages(world, world.process(mailed(world, ("杯子.jpg", PICTURE))))
    assert (message.text, message.notes) == ("杯子碎了，见照片", ("杯子.jpg: the object store is down",))
    assert message.attachments[0].object is None
