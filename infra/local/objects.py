"""Objects as files below a folder: the local stand-in of S3."""

import re
from pathlib import Path

from chalicelib.model.errors import NotFound
from infra.local import files

SEGMENT = re.compile(r"[A-Za-z0-9!_*'()=@+,:-][A-Za-z0-9!_.*'()=@+,:-]*")
MAXIMUM_KEY_LENGTH = 1024


class FileObjects:
    """Keeps the bytes; a file has no place for the content type, so it is not kept."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        """Returns when the bytes are on the disk. A reader sees the old bytes or the new ones, never a mixture."""
        _check_content_type(content_type)
        files.write(self._path(key), data)

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound(f"there is no object {key}") from None

    def _path(self, key: str) -> Path:
        """No segment begins with a dot, so no key leaves the folder or names a file half written."""
        segments = key.split("/")
        if len(key) > MAXIMUM_KEY_LENGTH or not all(SEGMENT.fullmatch(segment) for segment in segments):
            raise ValueError(f"not an object key: {key!r}")
        return self._root.joinpath(*segments)


def _check_content_type(content_type: str) -> None:
    if "/" not in content_type:
        raise ValueError(f"not a content type: {content_type!r}")
