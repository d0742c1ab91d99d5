"""What the form page and ``POST /v1/complaints`` share: whose form it is, who may send it, its files, one durable
write.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from chalicelib.channels.form.channel import CONTINUES, UNCHECKED
from chalicelib.channels.form.payload import ComplaintForm
from chalicelib.intake.accept import accept
from chalicelib.model.change import Once
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import (
    AlreadyRecorded,
    ConfigurationError,
    IdempotencyMismatch,
    InvalidInput,
    NotFound,
    Upstream,
)
from chalicelib.model.ports import ChannelAccount
from chalicelib.runtime import Runtime

from . import customer_shapes
from .idempotency import LIFE, REQUEST

FORM: Final = "form"
logger = logging.getLogger(__name__)


def form_account(runtime: Runtime, shop: str | None) -> ChannelAccount:
    """Raises ``InvalidInput`` for a shop without a form."""
    try:
        return runtime.accounts.get(FORM, shop or runtime.settings.default_shop)
    except NotFound:
        raise InvalidInput("there is no such shop", fields={"shop": "the name of a connected shop"}) from None


def has_form(runtime: Runtime, shop: str) -> bool:
    """Whether the shop has a form, and with it the public pages set up there; no while that cannot be read."""
    try:
        runtime.accounts.get(FORM, shop)
    except (NotFound, Upstream, ConfigurationError):
        return False
    return True


def accept_form(
    runtime: Runtime,
    form: ComplaintForm,
    account: ChannelAccount,
    *,
    key: str | None,
    source: str,
    continues: str | None = None,
) -> customer_shapes.AcceptedShape:
    """One durable write; with a key one more before it, which tells a repetition from another complaint. Files cost a
    look and a copy each. Whoever has the link of the complaint that it ``continues`` need not prove to be a person.
    """
    uploads = runtime.uploads
    is_person = bool(continues) or runtime.guard.is_person(account, form.captcha, address=source)
    checked = uploads.check(account.shop, form.attachments)
    whole = form.model_copy(update={"captcha": None}).model_dump_json(exclude_none=True).encode()
    name = _senders_name(key, form, source=source) if key else None
    delivery = f"d{name[:19]}" if name else runtime.ids.new("d")
    if name:
        _require_same_body(runtime, account.shop, name=name, body=whole)
    headers = {"idempotency-key": name} if name else {}
    headers |= {CONTINUES: continues} if continues else {}
    accept(
        Delivery(
            id=delivery,
            shop=account.shop,
            channel=FORM,
            account=account.account,
            received_at=runtime.clock(),
            headers=headers if is_person else headers | {UNCHECKED: "captcha"},
            body=_without_bytes(form),
            source_address=source,
            files=uploads.keep(account.shop, checked, delivery=delivery),
        ),
        queue=runtime.intake_queue,
        objects=runtime.objects,
    )
    return accepted(runtime, account.shop, delivery)


@contextmanager
def set_up(account: ChannelAccount) -> Iterator[None]:
    """What an account half set up would serve is closed: loudly for us, as something that may pass for customers."""
    try:
        yield
    except ConfigurationError as error:
        logger.critical("closed for %s: %s", account.account, error)
        raise Upstream("this is closed until its set-up is complete") from error


def accepted(runtime: Runtime, shop: str, delivery: str) -> customer_shapes.AcceptedShape:
    return customer_shapes.AcceptedShape(
        receipt=runtime.signer.sign("receipt", shop, delivery), status_url=runtime.status_url(shop, delivery)
    )


def _without_bytes(form: ComplaintForm) -> bytes:
    """The bytes are kept beside it, and a captcha's token has done its work."""
    named_only = tuple(file for file in form.attachments if not file.has_bytes)
    kept = form.model_copy(update={"captcha": None, "attachments": named_only})
    return kept.model_dump_json(exclude_none=True).encode()


def _senders_name(key: str, form: ComplaintForm, *, source: str) -> str:
    """A key belongs to whoever sent it: two people may well choose the same one."""
    sender = form.as_customer().contacts or (("address", source),)
    return hashlib.sha256(json.dumps([key, sender]).encode()).hexdigest()


def _require_same_body(runtime: Runtime, shop: str, *, name: str, body: bytes) -> None:
    digest = hashlib.sha256(body).hexdigest()
    once = Once(kind=REQUEST, key=f"form|{name}", value=digest, replaces=digest, expires_at=runtime.clock() + LIFE)
    try:
        runtime.store.record(shop, once)
    except AlreadyRecorded:
        raise IdempotencyMismatch("this Idempotency-Key was used for another complaint: make a new one") from None
