"""A notification: which complaint has changed, and by what action. The words have to be asked for.

https://pay.weixin.qq.com/doc/v3/merchant/4012076174
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Final

from pydantic import Field, ValidationError

from chalicelib.channels.fields import ChinaTime, Fields, Line
from chalicelib.model.errors import ConfigurationError, MalformedPayload

CREATED: Final = "CREATE_COMPLAINT"

_ABOUT_COMPLAINTS: Final = "COMPLAINT."
_BY_THE_MERCHANT: Final = frozenset(
    {
        "MERCHANT_RESPONSE",
        "MERCHANT_CONFIRM_COMPLETE",
        "MERCHANT_APPROVE_REFUND",
        "MERCHANT_REJECT_REFUND",
        "SELLER_REFUND",
        "REFUND_SUCCESS",
    }
)


class Resource(Fields):
    """Sealed with AES-GCM; the last 16 bytes of the ciphertext are its tag."""

    ciphertext: str = Field(repr=False)
    nonce: str
    associated_data: str = ""


class Notification(Fields):
    id: str = Field(min_length=1)
    event_type: str
    create_time: ChinaTime = None
    summary: Line = None
    resource: Resource


class Notice(Fields):
    complaint_id: str = Field(min_length=1)
    action_type: str = ""

    @property
    def says_something(self) -> bool:
        """What the merchant did is known here. An action nobody has heard of may be the customer's."""
        return self.action_type not in _BY_THE_MERCHANT


def read_notification(body: bytes) -> Notification:
    """Raises ``MalformedPayload``."""
    try:
        return Notification.model_validate_json(body)
    except ValidationError:
        raise MalformedPayload("the body is no notification of WeChat Pay") from None


def read_notice(notification: Notification, *, api_v3_keys: Iterable[str]) -> Notice | None:
    """``None`` for what is about something else than complaints. Raises ``MalformedPayload``."""
    if not notification.event_type.startswith(_ABOUT_COMPLAINTS):
        return None
    try:
        return Notice.model_validate_json(opened(notification.resource, api_v3_keys=api_v3_keys))
    except ValidationError:
        raise MalformedPayload("the notification names no complaint") from None


def opened(resource: Resource, *, api_v3_keys: Iterable[str]) -> bytes:
    """What was sealed, by whichever key opens it. Raises ``MalformedPayload``."""
    for key in api_v3_keys:
        content = _opened_with(key.encode(), resource)
        if content is not None:
            return content
    raise MalformedPayload("the notification cannot be opened: is the APIv3 key the present one?")


def _opened_with(key: bytes, resource: Resource) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        cipher = AESGCM(key)
    except ValueError:
        raise ConfigurationError("an APIv3 key is not 32 characters long") from None
    try:
        sealed = base64.b64decode(resource.ciphertext, validate=True)
        return cipher.decrypt(resource.nonce.encode(), sealed, resource.associated_data.encode())
    except (InvalidTag, binascii.Error, ValueError):
        return None
