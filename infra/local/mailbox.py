"""Outgoing mail as `.eml` files in a folder: the local stand-in of SES. Any mail program can open them."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from email.parser import BytesHeaderParser
from pathlib import Path

from chalicelib.model.errors import NotFound, Undeliverable
from infra.local import files

NAME = re.compile(r"[0-9a-f]{64}\.eml")


@dataclass(frozen=True)
class Envelope:
    sender: str
    recipients: tuple[str, ...]


class Mailbox:
    """One file for each idempotency key, however often and however concurrently it is sent; the first one stays."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        """Returns the Message-ID, without angle brackets, of the message that is in the mailbox under the key."""
        _message_id(raw)
        path = self._root / f"{hashlib.sha256(idempotency_key.encode()).hexdigest()}.eml"
        envelope = Envelope(sender, tuple(recipients))
        files.write_new(_envelope_path(path), json.dumps(asdict(envelope), ensure_ascii=False).encode())
        files.write_new(path, raw)
        return _message_id(path.read_bytes())

    def list(self) -> list[str]:
        """Names, newest first."""
        paths = sorted(self._root.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
        return [path.name for path in paths]

    def read(self, name: str) -> bytes:
        return self._existing(name).read_bytes()

    def envelope(self, name: str) -> Envelope:
        content = json.loads(_envelope_path(self._existing(name)).read_bytes())
        return Envelope(content["sender"], tuple(content["recipients"]))

    def _existing(self, name: str) -> Path:
        path = self._root / name
        if not NAME.fullmatch(name) or not path.is_file():
            raise NotFound(f"there is no mail {name}")
        return path


def _envelope_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _message_id(raw: bytes) -> str:
    header = BytesHeaderParser().parsebytes(raw).get("Message-ID")
    if header is None:
        raise Undeliverable("a message needs a Message-ID")
    return str(header).strip().removeprefix("<").removesuffix(">")
