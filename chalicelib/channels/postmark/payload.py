"""Postmark's inbound JSON: https://postmarkapp.com/developer/webhooks/inbound-webhook

The mail is ``RawEmail`` with *Include raw email content*. ``MessageID`` is Postmark's; the mail has its own one.
"""

from __future__ import annotations

import base64
import binascii

from pydantic import Field, ValidationError

from chalicelib.channels.email.posted import PostedMail
from chalicelib.channels.email.rebuilding import GivenFile, GivenText, rebuild, with_missing
from chalicelib.channels.fields import Fields
from chalicelib.model.errors import MalformedPayload


class PostmarkHeader(Fields):
    name: str = Field(alias="Name")
    value: str = Field(default="", alias="Value")


class PostmarkPerson(Fields):
    email: str = Field(default="", alias="Email")
    name: str = Field(default="", alias="Name")

    def as_header(self) -> str:
        """Quoted, so that nothing in the name can pass for an address."""
        name = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{name}" <{self.email}>' if self.email else ""


class PostmarkFile(Fields):
    name: str = Field(default="attachment", alias="Name")
    content: str = Field(default="", alias="Content", repr=False)
    content_type: str = Field(default="", alias="ContentType")

    def as_given(self) -> GivenFile:
        try:
            content = base64.b64decode(self.content)
        except (binascii.Error, ValueError):
            raise MalformedPayload("an attachment is not base64", fields=["Attachments"]) from None
        return GivenFile(name=self.name, content_type=self.content_type, content=content)


class PostmarkMail(Fields):
    raw: str | None = Field(default=None, alias="RawEmail")
    sender: PostmarkPerson = Field(default=PostmarkPerson(), alias="FromFull")
    original_recipient: str = Field(default="", alias="OriginalRecipient")
    subject: str = Field(default="", alias="Subject")
    date: str = Field(default="", alias="Date")
    text: str = Field(default="", alias="TextBody")
    html: str = Field(default="", alias="HtmlBody")
    headers: tuple[PostmarkHeader, ...] = Field(default=(), alias="Headers")
    files: tuple[PostmarkFile, ...] = Field(default=(), alias="Attachments")

    def as_posted(self) -> PostedMail:
        """Raises ``MalformedPayload``. Postmark does not tell the sender of the envelope."""
        raw = self._rebuilt() if self.raw is None else self.raw.encode()
        return PostedMail(raw=raw, recipients=(self.original_recipient,))

    def _rebuilt(self) -> bytes:
        given = [(header.name, header.value.encode()) for header in self.headers]
        headers = with_missing(given, From=self.sender.as_header(), Subject=self.subject, Date=self.date)
        texts = (GivenText(content=self.text.encode()), GivenText(content=self.html.encode(), is_html=True))
        return rebuild(headers, texts=texts, files=[file.as_given() for file in self.files])


def read_mail(body: bytes) -> PostmarkMail:
    """Raises ``MalformedPayload``, naming fields only: what they hold is personal."""
    try:
        return PostmarkMail.model_validate_json(body)
    except ValidationError as error:
        places = sorted({".".join(map(str, each["loc"])) or "body" for each in error.errors(include_input=False)})
        raise MalformedPayload(f"not an inbound mail: {', '.join(places)}", fields=places) from None
