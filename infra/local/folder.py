"""The data folder: one machine at a time, and plain words when it cannot be used."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class Unusable(Exception):
    """The data folder cannot be used; the message says why and what to do."""


class FolderLock:
    """Held until released or until the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / "lock").open("a+", encoding="utf-8")
        except OSError as error:
            raise Unusable(f"the data folder {folder} cannot be used: {error.strerror}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unusable(self._in_use(folder)) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        self._file.close()

    def _in_use(self, folder: Path) -> str:
        with self._file as file:
            file.seek(0)
            holder = file.read()
        return (
            f"the data folder {folder} is in use by another machine (process {holder}). "
            "Stop that one, or choose another folder: make run DATA=var2"
        )
