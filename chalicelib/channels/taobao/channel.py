"""淘宝 and 天猫: messages of the shop (TMC), asked for and confirmed. https://open.taobao.com"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar, Final

from pydantic_core import to_json

from chalicelib.channels.base import Channel, Features, Fetched, Outlets
from chalicelib.channels.documents import read_document
from chalicelib.channels.open_platforms import Refused
from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .api import APP_KEY, APP_SECRET, GROUP, PAGE, TaobaoApi
from .messages import read_message, with_words

SESSION_KEY: Final = "session_key"
WORDS_MISSING: Final = "the buyer's words could not be read: look at the refund in 千牛"


class TaobaoChannel(Channel):
    name: ClassVar[str] = "taobao"
    features: ClassVar[Features] = Features(
        title={"en": "Taobao and Tmall", "zh": "淘宝天猫"},
        secrets=(APP_SECRET, SESSION_KEY),
        settings=(APP_KEY, GROUP),
        webhook=False,
        polled_every=timedelta(minutes=1),
    )

    def poll(self, cursor: str, account: ChannelAccount, outlets: Outlets) -> Fetched:
        """The platform keeps the place itself: what is not confirmed comes again."""
        messages = TaobaoApi(account, outlets).consume()
        return Fetched(
            items=tuple(to_json(one.fields) for one in messages),
            confirmation=tuple(one.text("id") for one in messages if one.text("id")),
            more=len(messages) >= PAGE,
        )

    def confirm(self, fetched: Fetched, account: ChannelAccount, outlets: Outlets) -> None:
        TaobaoApi(account, outlets).confirm(fetched.confirmation)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        message = read_message(read_document(delivery.body))
        return (message,) if message else ()

    def pull(self, delivery: Delivery, account: ChannelAccount, outlets: Outlets) -> Iterable[Inbound]:
        """With the words of the buyer, when the account may read them."""
        for message in self.parse(delivery, account):
            yield _told(message, account, outlets)


def _told(message: Inbound, account: ChannelAccount, outlets: Outlets) -> Inbound:
    """A refusal costs the words, not the complaint."""
    session = next(iter(account.secrets.get(SESSION_KEY, ())), "")
    if not session or not message.conversation:
        return message
    try:
        return with_words(message, TaobaoApi(account, outlets).refund(message.conversation, session=session))
    except Refused:
        return message.model_copy(update={"notes": (*message.notes, WORDS_MISSING)})
