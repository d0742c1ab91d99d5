"""Secrets that the product makes itself, on the one machine: a file each, readable by its owner only."""

from __future__ import annotations

import hashlib
from pathlib import Path

from chalicelib.model.errors import NotFound

from . import files


class FileSecrets:
    """``model.ports.Secrets``. Names are hashed, so that none can climb out of the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def get(self, name: str) -> str:
        path = self._path(name)
        if not path.exists():
            raise NotFound("there is no such secret", name=name)
        return path.read_text("utf-8")

    def put(self, name: str, value: str) -> None:
        files.write_new(self._path(name), value.encode())

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / hashlib.sha256(name.encode()).hexdigest()
