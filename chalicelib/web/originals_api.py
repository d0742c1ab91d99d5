"""The desk API for what a customer wrote and sent, as it came: opened by role with a reason, and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.desk import Action
from chalicelib.desk.permissions import DESK
from chalicelib.model.errors import Forbidden, NotFound
from chalicelib.model.message import Attachment, Message

from . import bodies
from .changing import TAG, if_match, tagged, writes
from .complaint_shapes import OriginalShape
from .conversation_shapes import DownloadShape, OpenedFileShape
from .desk_language import desk_language
from .http import json_answer
from .idempotency import once_and_again
from .masking import reads_masked
from .operations import Call, Operations
from .showing import complaint_file

blueprint = Operations(__name__)
LONGEST_POSITION: Final = 4
LINK_SECONDS: Final = 300
"""How long a link to a file works."""
_writes = partial(writes, blueprint)


@_writes(
    "originals",
    summary="Open what is shown masked",
    body=bodies.OpenOriginalBody,
    answers={200: OriginalShape},
)
def open_original(call: Call[bodies.OpenOriginalBody], complaint: str) -> Response:
    """For the agent who holds it, and for supervisors. Who opened it, when and why is in the history before anything
    is shown. Everything as in ``GET``, unmasked, with links to the files.
    """
    runtime, version = call.runtime, if_match(call)
    dossier = once_and_again(
        call,
        lambda remember: runtime.originals.open(
            complaint, Action(by=call.principal, if_version=version, remember=remember), why=call.content.reason
        ),
        lambda: runtime.originals.again(complaint, call.principal),
    )
    merged = runtime.matters.messages_merged_into(dossier.complaint)
    shown = complaint_file(dossier, now=runtime.clock(), merged=merged, language=desk_language(call))
    every = (*dossier.messages, *(message for messages in merged.values() for message in messages))
    opened = OriginalShape(**dict(shown), files=tuple(_files(call, every)))
    return tagged(opened, version=dossier.complaint.version)


@blueprint.operation(
    "GET",
    "/v1/complaints/{complaint}/messages/{message}/attachments/{position}",
    summary="A link to a file the customer sent",
    tag=TAG,
    answers={200: DownloadShape},
    roles=DESK,
)
def get_attachment(call: Call[Any], complaint: str, message: str, position: str) -> Response:
    """``position`` counts from 0. Only for attachments that are ``stored``. 403 where originals are opened on request:
    they come with their links.
    """
    messages = call.runtime.store.dossier(call.principal.shop, complaint).messages
    if reads_masked(call):
        raise Forbidden("files belong to the original: open it with a reason (POST …/originals)")
    files = next((one.attachments for one in messages if one.id == message), ())
    file = files[int(position)] if _counts(position) and int(position) < len(files) else None
    if file is None or file.object is None:
        raise NotFound("there is no such file in our store")
    return json_answer(DownloadShape(**_link(call, file)))


def _files(call: Call[Any], messages: tuple[Message, ...]) -> Iterator[OpenedFileShape]:
    for message in {one.id: one for one in messages}.values():
        for position, file in enumerate(message.attachments):
            if file.object is not None:
                yield OpenedFileShape(message=message.id, position=position, **_link(call, file))


def _link(call: Call[Any], file: Attachment) -> dict[str, Any]:
    runtime = call.runtime
    url = runtime.objects.download_url(
        file.object or "", name=file.name, content_type=file.content_type, expires_in=LINK_SECONDS
    )
    expires_at = runtime.clock() + timedelta(seconds=LINK_SECONDS)
    return {
        "url": url,
        "expires_at": expires_at,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
    }


def _counts(position: str) -> bool:
    return position.isascii() and position.isdecimal() and len(position) <= LONGEST_POSITION
