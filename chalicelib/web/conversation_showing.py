"""What was said, and how far what we owe to the outside is, as shapes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from chalicelib.model.complaint import digest
from chalicelib.model.effect import Effect, EffectState, remaining
from chalicelib.model.event import SplitOff
from chalicelib.model.message import Attachment, Message
from chalicelib.store import Dossier

from .conversation_shapes import AttachmentShape, DeliveryShape, MessageShape, ReplyWindowShape, TriedShape

CHARACTERS_SHOWN: Final = 600_000
"""Of all messages of a complaint together: an answer of Lambda holds 6 MB, and a Chinese character is three bytes."""


def messages_shown(dossier: Dossier, merged: Mapping[str, tuple[Message, ...]]) -> tuple[MessageShape, ...]:
    """Oldest first, with those of the complaints that were merged into it."""
    return tuple(_within_budget(_with_merged(dossier, merged), split=_split_off(dossier)))


def _with_merged(dossier: Dossier, merged: Mapping[str, tuple[Message, ...]]) -> list[tuple[str | None, Message]]:
    """(where it is kept if not here, message), oldest first."""
    own: list[tuple[str | None, Message]] = [(None, message) for message in dossier.messages]
    here = {message.id for message in dossier.messages}
    others = [
        (complaint, message) for complaint, messages in merged.items() for message in messages if message.id not in here
    ]
    return sorted([*own, *others], key=lambda kept: kept[1].at) if others else own


def _split_off(dossier: Dossier) -> dict[str, str]:
    """Message → the complaint as which it goes on."""
    splits = (event.body for event in dossier.events if isinstance(event.body, SplitOff))
    return {message: body.complaint for body in splits for message in body.messages}


def _within_budget(
    messages: Sequence[tuple[str | None, Message]], *, split: Mapping[str, str]
) -> Iterator[MessageShape]:
    """Oldest first; where all together would be too much for one answer, older ones are cut and say so."""
    left = CHARACTERS_SHOWN
    shown = []
    for complaint, message in reversed(messages):
        whole = len(message.text) + len(message.quoted or "")
        shape = message_shape(message if whole <= left else digest(message))
        shown.append(shape.model_copy(update={"complaint": complaint, "split_into": split.get(message.id)}))
        left -= min(whole, left)
    yield from reversed(shown)


def message_shape(message: Message) -> MessageShape:
    shown = message.model_dump(
        include={
            "id", "direction", "text", "truncated", "at", "author", "channel", "subject", "quoted",
            "revision_of", "is_automatic", "notes",
        }
    )  # fmt: skip
    return MessageShape(**shown, attachments=tuple(map(_attachment, message.attachments)))


def _attachment(one: Attachment) -> AttachmentShape:
    return AttachmentShape(name=one.name, content_type=one.content_type, size=one.size, stored=one.object is not None)


def reply_window(dossier: Dossier, *, now: datetime) -> ReplyWindowShape | None:
    if (to := dossier.complaint.reply_to) is None:
        return None
    left = remaining(to, dossier.effects)
    is_open = (to.open_until is None or now <= to.open_until) and left != 0
    return ReplyWindowShape(is_open=is_open, open_until=to.open_until, takes=to.takes, remaining=left)


def delivery_shape(effect: Effect) -> DeliveryShape:
    is_open = effect.state in (EffectState.PENDING, EffectState.SENDING)
    return DeliveryShape(
        id=effect.id,
        kind=effect.kind,
        state=effect.state,
        channel=effect.to.channel,
        way=effect.way,
        tried=tuple(TriedShape(**one.model_dump()) for one in effect.tried),
        message=effect.message,
        attempts=effect.attempts,
        created_at=effect.created_at,
        done_at=effect.done_at,
        next_attempt_at=effect.next_attempt_at if is_open else None,
        last_error=effect.last_error,
    )
