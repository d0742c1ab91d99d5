"""An answer on its way to the customer. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.errors import InvalidInput
from chalicelib.model.identity import Ids
from chalicelib.model.message import Message, ReplyAddress

FORM: Final = "form"


def reply_effects(complaint: Complaint, message: Message, *, ids: Ids, now: datetime) -> tuple[Effect, ...]:
    """None where nothing leads to them: they find it on the status page."""
    to = _way_back(complaint)
    if to is None:
        return ()
    return (
        Effect(
            id=ids.new("x"),
            complaint=complaint.id,
            shop=complaint.shop,
            kind=EffectKind.REPLY,
            to=to,
            subject=complaint.subject,
            text=message.text,
            language=complaint.language,
            message=message.id,
            created_at=now,
            next_attempt_at=now,
        ),
    )


def _way_back(complaint: Complaint) -> ReplyAddress | None:
    """``None`` for who wrote by form and left no address: they have the status page.

    A channel that cannot send gets an empty recipient, from which delivery finds another way.
    """
    if complaint.reply_to is None and complaint.channel != FORM:
        return ReplyAddress(channel=complaint.channel, account=complaint.account, recipient="")
    return complaint.reply_to


def require_filled(text: str) -> None:
    """Raises ``InvalidInput`` for a blank of a template that nobody has filled in."""
    if "【" not in text:
        return
    from chalicelib.drafting.checking import blanks  # loads the templates for those who may have used one

    if found := blanks(text):
        raise InvalidInput("the answer has blanks", fields={"text": f"fill in {', '.join(found)}"})
