"""Puts the reference on a page. In English like the document it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.web.pages.language import Language
from chalicelib.web.pages.rendering import render

from .operations import Document
from .prose import inline, paragraphs


def docs_page(openapi: Mapping[str, Any], *, openapi_url: str = "openapi.json") -> str:
    """``openapi_url`` is relative to the page, so that it holds behind any path."""
    document = Document(openapi)
    return render(
        "reference.html",
        language=Language.ENGLISH,
        shop_name=None,
        title=openapi["info"]["title"],
        version=openapi["info"]["version"],
        description=openapi["info"].get("description", ""),
        groups=document.groups(),
        named=document.named(),
        inline=inline,
        paragraphs=paragraphs,
        openapi_url=openapi_url,
    )
