"""A mail as a delivery: which account it is for, and how its envelope travels along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.channels.email.envelope import DISTRUST, ENVELOPE_FROM, ENVELOPE_TO
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload, NotFound
from chalicelib.model.ports import Accounts, ChannelAccount


def mail_accounts(accounts: Accounts, recipients: Sequence[str]) -> list[ChannelAccount]:
    """Every account the mail is for, each once: by a recipient's address, else by its domain (``@example.com``).

    The envelope decides, never the ``To`` header: forwarded mail names somebody else there. Raises
    ``MalformedPayload`` when no recipient is ours.
    """
    found = [account for one in recipients if (account := _account(accounts, one))]
    if not found:
        raise MalformedPayload("no e-mail account is connected for any recipient of this mail")
    return list({(account.shop, account.account): account for account in found}.values())


def _account(accounts: Accounts, recipient: str) -> ChannelAccount | None:
    for name in dict.fromkeys(_names(recipient)):
        try:
            return accounts.get("email", name)
        except NotFound:
            continue
    return None


def mail_delivery(
    account: ChannelAccount,
    *,
    id: str,  # noqa: A002 - the word is right here
    received_at: datetime,
    sender: str,
    recipients: Sequence[str],
    body: bytes = b"",
    body_object: str | None = None,
    distrust: Sequence[str] = (),
) -> Delivery:
    return Delivery(
        id=id,
        shop=account.shop,
        channel="email",
        account=account.account,
        received_at=received_at,
        headers={ENVELOPE_FROM: sender, ENVELOPE_TO: ",".join(recipients), DISTRUST: ",".join(distrust)},
        body=body,
        body_object=body_object,
    )


def _names(recipient: str) -> Iterator[str]:
    local, _, domain = recipient.strip().lower().rpartition("@")
    yield f"{local}@{domain}"
    yield f"{local.partition('+')[0]}@{domain}"
    yield f"@{domain}"
