"""A Telegram bot. All secrets are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

PERSON: Final = 1111111


def telegram_message(**fields: Any) -> dict[str, Any]:
    return {
        "message_id": 1365,
        "date": int(NOW.timestamp()),
        "chat": {"id": PERSON, "type": "private"},
        "from": {"id": PERSON, "is_bot": False, "first_name": "Lin", "language_code": "zh-hans"},
    } | fields


def telegram_update(*, update_id: Any = 10000, kind: str = "message", **fields: Any) -> bytes:
    return as_json({"update_id": update_id, kind: telegram_message(**fields)})


def telegram_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("secret_token")
    return Request(method="POST", headers={"x-telegram-bot-api-secret-token": newest}, body=body)


TELEGRAM: Final = Specimen(
    account=ChannelAccount(
        channel="telegram",
        account="shop-bot",
        shop="demo",
        secrets={"secret_token": ("Specimen_secret-token-01",), "bot_token": ("110201543:specimen-bot-token",)},
    ),
    examples=(
        Example(body=telegram_update(text="订单还没到"), text="订单还没到", external_id="10000"),
        Example(
            body=telegram_update(update_id=FAR_INTEGER, photo=[{"file_id": "small"}, {"file_id": "large"}]),
            text="[photo]",
            external_id=str(FAR_INTEGER),
        ),
        Example(
            body=telegram_update(hologram={"depth": 3}), text='[message]\nhologram: {"depth":3}', external_id="10000"
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 10_000,
        as_json({"update_id": 1, "message": "text"}),
        telegram_update(text=["a", "list"]),
        telegram_update(text="x", date="soon"),
        telegram_update(text="x", chat={}),
    ),
    hook=Hook(
        signed=telegram_request,
        tampered=lambda body: body + b" ",
        covers_body=False,
        signature=Place(part="headers", name="x-telegram-bot-api-secret-token"),
        timestamp=None,
        signing_secret=("secret_token", "Other_secret-token-02"),
        needed=("secret_token",),
        silent=(
            as_json({"update_id": 1, "my_chat_member": {"chat": {"id": 1}}}),
            as_json({"update_id": 1, "callback_query": {"id": "1", "data": "yes"}}),
            as_json({"update_id": 1, "never_heard_of": {}}),
            telegram_update(new_chat_members=[{"id": 2}]),
            as_json({"update_id": 1, "message": telegram_message(text="beep") | {"from": {"id": 2, "is_bot": True}}}),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
