"""How a customer of each product is answered, and until when.

https://developers.facebook.com/docs/messenger-platform/policy/policy-overview
https://developers.facebook.com/docs/instagram-platform/private-replies
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.model.message import ReplyAddress
from chalicelib.model.ports import ChannelAccount

REPLY_WINDOW: Final = timedelta(hours=24)
COMMENT_WINDOW: Final = timedelta(days=7)

PRODUCT: Final = "product"
SENDER: Final = "sender"
COMMENT: Final = "comment_id"
MESSAGE: Final = "message_id"


class Product(StrEnum):
    MESSENGER = "messenger"
    INSTAGRAM = "instagram"
    WHATSAPP = "whatsapp"


def to_person(
    account: ChannelAccount, product: Product, *, sender: str, person: str, said_at: datetime, message: str = ""
) -> ReplyAddress:
    """``sender`` is the Page, Instagram account or phone number that answers."""
    thread = {PRODUCT: product.value, SENDER: sender}
    if message:
        thread[MESSAGE] = message
    return _address(account, recipient=person, thread=thread, open_until=said_at + REPLY_WINDOW)


def to_comment(
    account: ChannelAccount, product: Product, *, sender: str, comment: str, said_at: datetime
) -> ReplyAddress:
    """One private message to whoever wrote the comment."""
    thread = {PRODUCT: product.value, SENDER: sender, COMMENT: comment}
    return _address(account, recipient=comment, thread=thread, open_until=said_at + COMMENT_WINDOW, takes=1)


def _address(
    account: ChannelAccount, *, recipient: str, thread: dict[str, str], open_until: datetime, takes: int | None = None
) -> ReplyAddress:
    return ReplyAddress(
        channel=account.channel,
        account=account.account,
        recipient=recipient,
        thread=thread,
        open_until=open_until,
        takes=takes,
    )
