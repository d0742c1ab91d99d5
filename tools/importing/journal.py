"""What has been acknowledged, one line each beside the file, so that a second run sends only the rest."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Self

from chalicelib.channels.relay import standard_webhooks


class Journal:
    """Kept per address: what one server took, another has not seen. Holds no personal data."""

    def __init__(self, path: Path, *, url: str) -> None:
        self._url = url
        self._known = _acknowledged(path, url) if path.exists() else set()
        self._file = path.open("ab")
        if self._file.tell() and not _ends_whole(path):
            self._file.write(b"\n")

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._known

    def add(self, identifier: str, *, line: int) -> None:
        entry = {standard_webhooks.ID: identifier, "line": line, "url": self._url}
        self._file.write(json.dumps(entry).encode() + b"\n")
        self._file.flush()
        self._known.add(identifier)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()


def _acknowledged(path: Path, url: str) -> set[str]:
    """A line that a crash cut off counts for nothing: its row is sent again, and is recognised there."""
    known = set()
    for line in path.read_bytes().splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and entry.get("url") == url:
            known.add(str(entry.get(standard_webhooks.ID)))
    return known


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read() == b"\n"
