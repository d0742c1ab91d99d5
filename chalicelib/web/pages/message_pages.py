"""When there is nothing to show: what happened, in plain words, and a way out."""

from __future__ import annotations

from .language import Language
from .rendering import render
from .views import MessageKind


def message_page(
    *,
    language: Language,
    kind: MessageKind,
    shop_name: str | None = None,
    way_out: str | None = None,
    reference: str | None = None,
) -> str:
    """``way_out`` is the address of the form; ``reference`` lets us find what happened when somebody asks."""
    return render(
        "notice.html",
        language=language,
        shop_name=shop_name,
        key=f"message.{kind}",
        way_out=way_out,
        reference=reference,
    )
