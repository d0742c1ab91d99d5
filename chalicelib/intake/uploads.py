"""Files that come with a form. Large ones go past us into the object store, under ``uploads/``, where they expire. What
a complaint refers to is looked at, byte by byte, and copied to ``files/``, where it stays as long as deliveries do.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.channels.form.filetypes import HEAD_BYTES, FileType, fitting_name, sniffed
from chalicelib.channels.form.payload import FormFile
from chalicelib.model.errors import InvalidInput, NotFound
from chalicelib.model.identity import Clock, Ids
from chalicelib.model.message import Attachment
from chalicelib.model.ports import Objects, UploadForm
from chalicelib.model.tokens import Signer

LARGEST: Final = 20_000_000
"""Bytes of one file."""
FORM_SECONDS: Final = 300
"""How long an upload may begin after it was announced."""
TOKEN_LIFE: Final = timedelta(hours=2)
PURPOSE: Final = "upload"
OPAQUE: Final = "application/octet-stream"
NAME_KEPT: Final = 200
Keep = Callable[[str], None]
"""Makes the bytes durable under a key."""


class FileProblem(StrEnum):
    TYPE = "file_type"
    SIZE = "file_size"
    GONE = "file_gone"


EXPLAINED: Final = {
    FileProblem.TYPE: "a picture, a PDF, a video, a sound recording or plain text, judged by its bytes",
    FileProblem.SIZE: f"1 to {LARGEST} bytes, in base64 when they are part of the body",
    FileProblem.GONE: "an upload of this shop that has arrived and not expired: upload it again",
}


class FilesRefused(InvalidInput):
    """``problems``: the place of a file in the list → what is wrong with it."""

    def __init__(self, problems: Mapping[int, FileProblem]) -> None:
        fields = {f"attachments.{place}": EXPLAINED[problem] for place, problem in problems.items()}
        super().__init__("some files cannot be taken", fields=fields)
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """``token`` names the upload to us once the file has arrived."""

    form: UploadForm
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    attachment: Attachment
    keep: Keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    objects: Objects
    signer: Signer
    ids: Ids
    clock: Clock

    def announce(self, shop: str, *, name: str, size: int) -> Announced:
        """A form to upload one file with. Raises ``InvalidInput`` for a size that will not be taken."""
        if not 0 < size <= LARGEST:
            raise InvalidInput("the file has the wrong size", fields={"size": EXPLAINED[FileProblem.SIZE]})
        upload, expires_at = self.ids.new("u"), self.clock() + TOKEN_LIFE
        form = self.objects.upload_form(_key(shop, upload), largest=LARGEST, expires_in=FORM_SECONDS)
        return Announced(form=form, token=self._token(shop, upload, name, expires_at), expires_at=expires_at)

    def stash(self, shop: str, *, name: str, data: bytes) -> FormFile:
        """A file that came through us, as if it had been uploaded."""
        upload, expires_at = self.ids.new("u"), self.clock() + TOKEN_LIFE
        self.objects.put(_key(shop, upload), data, content_type=OPAQUE)
        return FormFile(name=name[:NAME_KEPT], upload=self._token(shop, upload, name, expires_at))

    def name_of(self, shop: str, token: str) -> str | None:
        """Under which name it was announced; ``None`` for a token that will not be taken."""
        opened = self._opened(shop, token)
        return opened[1] if opened else None

    def check(self, shop: str, files: Sequence[FormFile]) -> tuple[Checked, ...]:
        """Looks at every file that has bytes and writes nothing. Raises ``FilesRefused`` and ``Upstream``."""
        looked = {
            place: self._uploaded(shop, file) if file.upload else self._enclosed(file)
            for place, file in enumerate(files)
            if file.has_bytes
        }
        if problems := {place: found for place, found in looked.items() if isinstance(found, FileProblem)}:
            raise FilesRefused(problems)
        return tuple(found for found in looked.values() if isinstance(found, Checked))

    def keep(self, shop: str, checked: Sequence[Checked], *, delivery: str) -> tuple[Attachment, ...]:
        """Durable when it returns; the same delivery keeps under the same keys. Raises ``Upstream`` or ``LostRace``."""
        return tuple(self._kept(shop, checked, delivery))

    def _kept(self, shop: str, checked: Sequence[Checked], delivery: str) -> Iterator[Attachment]:
        for place, one in enumerate(checked):
            key = f"files/{shop}/{delivery}/{place}"
            one.keep(key)
            yield one.attachment.model_copy(update={"object": key})

    def _uploaded(self, shop: str, file: FormFile) -> Checked | FileProblem:
        opened = self._opened(shop, file.upload or "")
        if opened is None:
            return FileProblem.GONE
        source, name = opened
        try:
            seen = self.objects.glimpse(source, length=HEAD_BYTES)
        except NotFound:
            return FileProblem.GONE
        kind = _taken(seen.head, size=seen.size)
        if isinstance(kind, FileProblem):
            return kind

        def keep(key: str) -> None:
            self.objects.copy(source, key, version=seen.version, content_type=kind.media)

        return Checked(attachment=_attachment(name, kind, size=seen.size), keep=keep)

    def _enclosed(self, file: FormFile) -> Checked | FileProblem:
        try:
            data = base64.b64decode(file.content or "", validate=True)
        except (binascii.Error, ValueError):
            return FileProblem.SIZE
        kind = _taken(data[:HEAD_BYTES], size=len(data))
        if isinstance(kind, FileProblem):
            return kind

        def keep(key: str) -> None:
            self.objects.put(key, data, content_type=kind.media)

        return Checked(attachment=_attachment(file.name, kind, size=len(data)), keep=keep)

    def _token(self, shop: str, upload: str, name: str, expires_at: datetime) -> str:
        shown = "".join(filter(str.isprintable, name))[:NAME_KEPT]
        return self.signer.sign(PURPOSE, shop, upload, shown, expires_at.isoformat())

    def _opened(self, shop: str, token: str) -> tuple[str, str] | None:
        """Key and name."""
        try:
            owner, upload, name, expires_at = self.signer.read(PURPOSE, token)
        except NotFound:
            return None
        if owner != shop or self.clock() >= datetime.fromisoformat(expires_at):
            return None
        return _key(shop, upload), name


def _key(shop: str, upload: str) -> str:
    return f"uploads/{shop}/{upload}"


def _taken(head: bytes, *, size: int) -> FileType | FileProblem:
    if not 0 < size <= LARGEST:
        return FileProblem.SIZE
    return sniffed(head) or FileProblem.TYPE


def _attachment(name: str, kind: FileType, *, size: int) -> Attachment:
    return Attachment(name=fitting_name(name, kind), content_type=kind.media, size=size)
