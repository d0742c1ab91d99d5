"""The fields of a forwarded mail: https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http

A webhook whose address ends in ``mime`` gets the raw mail; any other gets it taken apart.
"""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from chalicelib.channels.email.posted import PostedMail
from chalicelib.channels.email.rebuilding import GivenFile, GivenText, Header, rebuild, with_missing
from chalicelib.channels.forms import Form
from chalicelib.model.errors import MalformedPayload

_PAIRS: TypeAdapter[list[tuple[str, str]]] = TypeAdapter(list[tuple[str, str]])


def read_mail_form(form: Form) -> PostedMail:
    """Raises ``MalformedPayload``."""
    raw = form.get("body-mime")
    return PostedMail(
        raw=_rebuilt(form) if raw is None else raw,
        sender=None if form.get("sender") is None else form.text("sender"),
        recipients=tuple(form.text("recipient").split(",")),
    )


def _rebuilt(form: Form) -> bytes:
    headers = with_missing(
        _headers(form), From=form.text("from"), Subject=form.text("subject"), Message_Id=form.text("Message-Id")
    )
    texts = (
        GivenText(content=form.get("body-plain") or b""),
        GivenText(content=form.get("body-html") or b"", is_html=True),
    )
    files = [
        GivenFile(name=file.file_name or file.name, content_type=file.content_type, content=file.value)
        for file in form.files
    ]
    return rebuild(headers, texts=texts, files=files)


def _headers(form: Form) -> list[Header]:
    """``message-headers`` is a JSON list of pairs in the order of the mail."""
    written = form.get("message-headers")
    if written is None:
        return []
    try:
        return [(name, value.encode()) for name, value in _PAIRS.validate_json(written)]
    except ValidationError:
        raise MalformedPayload("message-headers is not a list of pairs", fields=["message-headers"]) from None
