"""The body of ``POST /v1/complaints``. The web layer validates with it; intake reads the same JSON again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from chalicelib.channels.fields import Email, Fields, LanguageTag, Line, Phone, SentFile, at_most
from chalicelib.model.errors import InvalidInput
from chalicelib.model.message import Customer, OrderReference

from .captcha import LONGEST_TOKEN

TEXT_LENGTH: Final = 20_000
ATTACHMENTS: Final = 20


def _something_said(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty_text", "what the complaint is about, in the customer's own words")
    return text.strip()


class Contact(Fields):
    """All optional: a complaint without a contact is taken too, it only cannot be answered."""

    name: Annotated[Line, at_most(200)] = None
    phone: Phone = None
    email: Email = None


class NamedOrder(Fields):
    platform: Annotated[Line, at_most(100)] = None
    number: Annotated[Line, at_most(100)] = None


class FormFile(SentFile):
    """A file with its bytes (``content``), or named by the ``upload`` token that ``POST /v1/uploads`` gave, or with
    neither: then only its existence is known.
    """

    upload: str | None = Field(default=None, max_length=2_000)

    @property
    def has_bytes(self) -> bool:
        return self.content is not None or self.upload is not None


class ComplaintForm(Fields):
    shop: Annotated[Line, at_most(64)] = None
    text: Annotated[str, Field(max_length=TEXT_LENGTH), AfterValidator(_something_said)]
    subject: Annotated[Line, at_most(500)] = None
    customer: Contact | None = None
    order: NamedOrder | None = None
    language: LanguageTag = None
    captcha: str | None = Field(default=None, max_length=LONGEST_TOKEN, repr=False)
    """What the captcha of the shop gave, if it has one."""
    attachments: Annotated[tuple[FormFile, ...], Field(max_length=ATTACHMENTS)] = ()

    @classmethod
    def read(cls, body: bytes) -> Self:
        """The form in a JSON body. Raises ``InvalidInput`` naming each field that is wrong."""
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            raise InvalidInput("the complaint cannot be taken like this", fields=_wrong_fields(error)) from None

    @classmethod
    def from_page(
        cls, values: Mapping[str, str], *, uploads: Sequence[str], captcha: str | None, shop: str, language: str
    ) -> Self:
        """The form as the page sends it, field by field. Raises ``InvalidInput`` as ``read`` does."""
        nested = {
            "shop": shop,
            "text": values.get("text", ""),
            "subject": values.get("subject"),
            "customer": {name: values.get(name) for name in ("name", "phone", "email")},
            "order": {"platform": values.get("order_platform"), "number": values.get("order_number")},
            "language": language,
            "captcha": captcha,
            "attachments": [{"upload": upload} for upload in uploads],
        }
        return cls.read(json.dumps(nested).encode())

    def as_customer(self) -> Customer:
        contact = self.customer or Contact()
        return Customer(name=contact.name, phone=contact.phone, email=contact.email)

    def as_order(self) -> OrderReference | None:
        if self.order is None or self.order.number is None:
            return None
        return OrderReference(number=self.order.number, platform=self.order.platform)


def _wrong_fields(error: ValidationError) -> Mapping[str, str]:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return {".".join(map(str, each["loc"])) or "body": each["msg"] for each in details}
