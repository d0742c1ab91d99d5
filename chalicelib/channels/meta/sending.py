"""Answers by the send API of each product.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
https://developers.facebook.com/docs/instagram-platform/private-replies
https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages

None of them has a key for repetitions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from chalicelib.channels.base import Outlets
from chalicelib.channels.calling import bearer, post_json, require_few, require_open
from chalicelib.channels.choices import under_the_last
from chalicelib.channels.documents import Document
from chalicelib.channels.notices import Notice
from chalicelib.channels.splitting import split
from chalicelib.model.effect import Choices, Effect
from chalicelib.model.errors import Undeliverable

from .choices import direct_message, whatsapp_message
from .refusals import refusal
from .way_back import COMMENT, MESSAGE, PRODUCT, SENDER, Product

GRAPH_VERSION: Final = "graph_version"
INSTAGRAM_LOGIN: Final = "instagram_login"
TEMPLATE_NAME: Final = "template_name"
TEMPLATE_LANGUAGE: Final = "template_language"
LONGEST_TEXT: Final = {Product.MESSENGER: 2000, Product.INSTAGRAM: 1000, Product.WHATSAPP: 4096}
"""Bytes of UTF-8. Only Instagram counts bytes; the others count characters, which are never more."""
MOST_PARTS: Final = 5

_LATEST_VERSION: Final = "v23.0"
_TEMPLATE_LANGUAGE: Final = "zh_CN"


def send_text(effect: Effect, outlets: Outlets, *, settings: Mapping[str, str], access_token: str) -> str | None:
    """The platform's id of the last message. Raises ``Upstream`` or ``Undeliverable``."""
    require_open(effect, outlets)
    product = _product(effect)
    parts = split(effect.text, limit=LONGEST_TEXT[product])
    require_few(parts, most=1 if COMMENT in effect.to.thread else MOST_PARTS, takes=effect.to.takes)
    url = _address(effect, product, settings)
    reference = None
    for part, choices in under_the_last(parts, effect.choices):
        document = _document(effect, product, part, choices)
        said = _posted(outlets, url, document, access_token=access_token)
        reference = _reference(said, product)
    return reference


def send_notice(effect: Effect, outlets: Outlets, *, notice: Notice, access_token: str) -> str | None:
    """An approved template of WhatsApp, which the platform takes at any time. Raises ``Upstream``, ``Undeliverable``
    or ``ConfigurationError``.

    https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
    """
    values = [{"type": "text", "text": value} for value in notice.listed_parameters(effect)]
    template = {
        "name": notice.required(TEMPLATE_NAME),
        "language": {"code": notice.setting(TEMPLATE_LANGUAGE) or _TEMPLATE_LANGUAGE},
        "components": [{"type": "body", "parameters": values}] if values else [],
    }
    person = effect.to.recipient
    document = {"messaging_product": "whatsapp", "to": person, "type": "template", "template": template}
    url = _address(effect, Product.WHATSAPP, notice.account.settings)
    return _reference(_posted(outlets, url, document, access_token=access_token), Product.WHATSAPP)


def _posted(outlets: Outlets, url: str, document: Mapping[str, Any], *, access_token: str) -> Document:
    answer = post_json(outlets, url, document, headers=bearer(access_token))
    if not answer.is_good:
        raise refusal(answer)
    return answer.said


def _product(effect: Effect) -> Product:
    name = effect.to.thread.get(PRODUCT, "")
    if name not in {each.value for each in Product} or not effect.to.thread.get(SENDER):
        raise Undeliverable("the reply address names no product of the platform", product=name)
    return Product(name)


def _address(effect: Effect, product: Product, settings: Mapping[str, str]) -> str:
    """Instagram goes by way of its Page (``me`` is the Page of the token) unless it has a log-in of its own."""
    version, sender = settings.get(GRAPH_VERSION, "") or _LATEST_VERSION, quote(effect.to.thread[SENDER], safe="")
    if product is not Product.INSTAGRAM:
        return f"https://graph.facebook.com/{version}/{sender}/messages"
    if settings.get(INSTAGRAM_LOGIN) == "yes":
        return f"https://graph.instagram.com/{version}/{sender}/messages"
    return f"https://graph.facebook.com/{version}/me/messages"


def _document(effect: Effect, product: Product, text: str, choices: Choices | None) -> dict[str, Any]:
    thread, person = effect.to.thread, effect.to.recipient
    if product is Product.WHATSAPP:
        said = {"messaging_product": "whatsapp", "to": person, **whatsapp_message(text, choices)}
        quoted = {"context": {"message_id": thread[MESSAGE]}} if thread.get(MESSAGE) else {}
        return said | quoted
    recipient, choices = ({"comment_id": thread[COMMENT]}, None) if COMMENT in thread else ({"id": person}, choices)
    document: dict[str, Any] = {"recipient": recipient, "message": direct_message(text, choices)}
    return document | ({"messaging_type": "RESPONSE"} if product is Product.MESSENGER else {})


def _reference(said: Document, product: Product) -> str | None:
    if product is not Product.WHATSAPP:
        identifier = said.fields.get("message_id")
    else:
        sent = said.fields.get("messages")
        identifier = sent[0].get("id") if isinstance(sent, list) and sent and isinstance(sent[0], dict) else None
    return identifier if isinstance(identifier, str) else None
