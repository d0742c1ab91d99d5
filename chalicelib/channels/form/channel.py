"""The public complaint form: ``POST /v1/complaints``, and the page at ``/form`` that calls it.

Anybody may use it, so there is nothing to verify and no hook: ``verify`` refuses every call.
"""

from __future__ import annotations

from typing import ClassVar, Final

from chalicelib.channels.base import Channel, Features
from chalicelib.channels.contact import by_email, conversation_of
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import InvalidInput, MalformedPayload
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .payload import ComplaintForm

IDEMPOTENCY_KEY: Final = "idempotency-key"
UNCHECKED: Final = "x-unchecked"
"""A header of our own: the sender's captcha could not be checked."""
CONTINUES: Final = "x-continues"
"""A header of our own: the complaint whose link the sender has."""


class FormChannel(Channel):
    name: ClassVar[str] = "form"
    features: ClassVar[Features] = Features(
        title={"en": "Complaint form", "zh": "投诉表单"}, webhook=False,
        secrets=("captcha",),
        settings=(
            "email_account", "captcha", "captcha_site_key", "captcha_hostname", "embed_origins",
            "form_per_hour", "api_per_hour", "uploads_per_hour", "fill_seconds",
        ),
        headers=(UNCHECKED, CONTINUES),
    )  # fmt: skip

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        form = _read(delivery.body)
        customer, order = form.as_customer(), form.as_order()
        continues = delivery.headers.get(CONTINUES)
        return (
            Inbound(
                text=form.text,
                subject=form.subject,
                customer=customer,
                order=order,
                language=form.language,
                attachments=(
                    *delivery.files,
                    *(file.as_attachment(position) for position, file in enumerate(form.attachments)),
                ),
                external_id=_idempotency_key(delivery),
                answers=(f"token:{continues}",) if continues else (),
                conversation=conversation_of(customer, order),
                reply_to=by_email(customer, account),
                is_authentic=not delivery.headers.get(UNCHECKED),
                notes=("the captcha could not be checked: nothing automatic goes to this sender",)
                if delivery.headers.get(UNCHECKED)
                else (),
            ),
        )


def _read(body: bytes) -> ComplaintForm:
    try:
        return ComplaintForm.read(body)
    except InvalidInput as error:
        raise MalformedPayload(f"not a complaint form: {', '.join(error.fields)}", fields=error.fields) from None


def _idempotency_key(delivery: Delivery) -> str | None:
    """The sender's own name for this complaint; the standard quotes it on the wire, most clients do not."""
    return delivery.headers.get(IDEMPOTENCY_KEY, "").strip().strip('"') or None
