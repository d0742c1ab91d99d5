"""The signed relay, by Standard Webhooks 1.0.0: https://www.standardwebhooks.com/

For places without an API (全国12315平台, 黑猫投诉, telephone transcripts) and for forwarders that hold a platform's
long connection. A reply goes back to the account's ``reply_url``, signed the same way, when it has one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar, Final

from pydantic_core import to_json

from chalicelib.channels.base import Channel, Features, Outlets, Request, Sent
from chalicelib.channels.contact import by_email, conversation_of
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.message import Customer, Inbound, ReplyAddress
from chalicelib.model.ports import ChannelAccount

from . import standard_webhooks
from .payload import COMPLAINT_RECEIVED, Relayed, RelayedCustomer, read_complaint, read_event, read_time

SIGNING: Final = "signing"
REPLY_URL: Final = "reply_url"

_WORTH_ANOTHER_TRY: Final = frozenset({401, 403, 408, 409, 425, 429})


class RelayChannel(Channel):
    name: ClassVar[str] = "relay"
    features: ClassVar[Features] = Features(
        title={"en": "Signed relay", "zh": "签名中继"},
        secrets=(SIGNING,),
        settings=(REPLY_URL, "email_account"),
        replies=True,
        choices=True,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        standard_webhooks.verify(request.headers, request.body, keys=account.secret(SIGNING), now=now)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        event = read_event(delivery.body)
        if event.type != COMPLAINT_RECEIVED:
            return ()
        relayed = read_complaint(event)
        origin = relayed.customer or RelayedCustomer()
        customer, order = origin.as_customer(), relayed.as_order()
        external_id = relayed.external_id or delivery.headers.get(standard_webhooks.ID) or None
        return (
            Inbound(
                text=(relayed.text or "").strip(),
                subject=relayed.subject,
                language=relayed.language,
                customer=customer,
                order=order,
                channel=relayed.channel,
                external_id=external_id,
                sent_at=read_time(relayed.occurred_at) or read_time(event.timestamp),
                attachments=tuple(file.as_attachment(place) for place, file in enumerate(relayed.attachments or ())),
                aftersale=relayed.aftersale.as_aftersale() if relayed.aftersale else None,
                conversation=relayed.conversation_id or conversation_of(customer, order),
                reply_to=_way_back(relayed, account, customer=customer, external_id=external_id),
                notes=(*origin.unreadable(), *relayed.told_apart()),
            ),
        )

    def enclosed(self, delivery: Delivery, account: ChannelAccount, parts: Collection[int]) -> Mapping[int, bytes]:
        files = read_complaint(read_event(delivery.body)).attachments or ()
        contents = ((place, file.as_bytes()) for place, file in enumerate(files) if place in parts)
        return {place: content for place, content in contents if content is not None}

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        """One signed POST; the ``webhook-id`` is the effect's id, so the receiver can tell a repetition."""
        url = account.settings.get(REPLY_URL, "")
        if not url:
            raise Undeliverable("this relay has no reply_url, so nothing can be sent back", account=account.account)
        body = _reply(effect, now=outlets.now)
        signed = standard_webhooks.sign(body, identifier=effect.id, now=outlets.now, keys=account.secret(SIGNING))
        answer = outlets.http.request("POST", url, headers={"content-type": "application/json", **signed}, body=body)
        _require_taken(answer.status)
        return Sent(reference=effect.id)


def _way_back(
    relayed: Relayed, account: ChannelAccount, *, customer: Customer, external_id: str | None
) -> ReplyAddress | None:
    """Where the complaint came from when that place takes replies, else the customer's mailbox."""
    if not account.settings.get(REPLY_URL) or external_id is None:
        return by_email(customer, account)
    thread = {"channel": relayed.channel or RelayChannel.name}
    if relayed.conversation_id:
        thread["conversation_id"] = relayed.conversation_id
    return ReplyAddress(channel=RelayChannel.name, account=account.account, recipient=external_id, thread=thread)


def _reply(effect: Effect, *, now: datetime) -> bytes:
    data = {
        **effect.to.thread,
        "external_id": effect.to.recipient,
        "complaint": effect.complaint,
        "subject": effect.subject,
        "text": effect.text,
        "language": effect.language,
        **({"choices": effect.choices.words} if effect.choices else {}),
    }
    return to_json({"type": f"complaint.{effect.kind}", "timestamp": now.isoformat(), "data": data})


def _require_taken(status: int) -> None:
    if 200 <= status < 300:
        return
    if status >= 500 or status in _WORTH_ANOTHER_TRY:
        raise Upstream(f"the relay answered {status}", status=status)
    raise Undeliverable(f"the relay refused the reply with {status}", status=status)
