"""The body as fields by name. The console chooses XML or JSON; both are read, neither can expand or reach out."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring
from pydantic_core import from_json, to_json

from chalicelib.model.errors import MalformedPayload

Fields = dict[str, str]

_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read_fields(body: bytes) -> Fields:
    """Raises ``MalformedPayload``, also for a document type or an entity of its own."""
    try:
        return _json_fields(body) if body.lstrip().startswith(b"{") else _xml_fields(body.decode("utf-8-sig"))
    except (ParseError, ValueError) as error:
        raise MalformedPayload(
            f"the body is neither the platform's XML nor its JSON ({type(error).__name__})"
        ) from None


def _xml_fields(text: str) -> Fields:
    """Control characters that customers paste are left out: XML has no place for them."""
    root = fromstring(_NOT_IN_XML.sub("", text).strip(), forbid_dtd=True)
    return {child.tag: "".join(child.itertext()) for child in root}


def _json_fields(body: bytes) -> Fields:
    """Ids are integers beyond 2^53 here; they become text without passing through a float."""
    return {
        name: value if isinstance(value, str) else to_json(value).decode() for name, value in from_json(body).items()
    }
