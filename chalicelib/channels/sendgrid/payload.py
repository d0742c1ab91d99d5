"""The form of Inbound Parse: https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/inbound-email

With *Send Raw* the mail is the field ``email``. Otherwise it comes taken apart, each text in a charset of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, TypeAdapter, ValidationError

from chalicelib.channels.email.headers import split_headers
from chalicelib.channels.email.posted import PostedMail
from chalicelib.channels.email.rebuilding import GivenFile, GivenText, Header, rebuild, with_missing
from chalicelib.channels.email.repairs import Repairs
from chalicelib.channels.fields import Fields
from chalicelib.channels.forms import Form
from chalicelib.model.errors import MalformedPayload

_CHARSETS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])
_EVENTS: TypeAdapter[list[dict[str, object]]] = TypeAdapter(list[dict[str, object]])


class Envelope(Fields):
    """The SMTP envelope. ``sender`` is ``None`` when the field is missing, empty for a bounce."""

    to: tuple[str, ...] = ()
    sender: str | None = Field(default=None, alias="from")

    @classmethod
    def read(cls, form: Form) -> Envelope:
        written = form.get("envelope")
        if written is None:
            return cls()
        try:
            return cls.model_validate_json(written)
        except ValidationError:
            raise _malformed("envelope") from None


def read_mail_form(form: Form) -> PostedMail:
    """Raises ``MalformedPayload``."""
    raw, envelope = form.get("email"), Envelope.read(form)
    return PostedMail(raw=_rebuilt(form) if raw is None else raw, sender=envelope.sender, recipients=envelope.to)


def require_events(body: bytes) -> None:
    """Events of the event webhook come as a JSON list. Raises ``MalformedPayload``."""
    try:
        _EVENTS.validate_json(body)
    except ValidationError:
        raise MalformedPayload("neither a form nor a list of events") from None


def _rebuilt(form: Form) -> bytes:
    charsets = _charsets(form)
    headers = with_missing(_headers(form), From=form.text("from"), Subject=form.text("subject"))
    files = [
        GivenFile(name=file.file_name or file.name, content_type=file.content_type, content=file.value)
        for file in form.files
    ]
    return rebuild(headers, texts=[_text(form, name, charsets) for name in ("text", "html")], files=files)


def _text(form: Form, name: str, charsets: Mapping[str, str]) -> GivenText:
    return GivenText(content=form.get(name) or b"", charset=charsets.get(name, "utf-8"), is_html=name == "html")


def _headers(form: Form) -> list[Header]:
    headers, _ = split_headers(form.get("headers") or b"", Repairs())
    return [(name, value.encode("latin-1")) for name, value in headers.fields]


def _charsets(form: Form) -> Mapping[str, str]:
    written = form.get("charsets")
    try:
        return {} if written is None else _CHARSETS.validate_json(written)
    except ValidationError:
        raise _malformed("charsets") from None


def _malformed(field: str) -> MalformedPayload:
    return MalformedPayload(f"the field {field} holds no such JSON as SendGrid sends", fields=[field])
