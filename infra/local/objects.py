"""Objects as files below a folder: the local stand-in of S3, its signed upload forms and links included."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from chalicelib.model.errors import LostRace, NotFound, Rejected, TooLarge
from chalicelib.model.ports import Glimpse, UploadForm
from infra.local import files

SEGMENT = re.compile(r"[A-Za-z0-9!_*'()=@+,:-][A-Za-z0-9!_.*'()=@+,:-]*")
MAXIMUM_KEY_LENGTH = 1024
ADDRESS = "/local/objects"


class FileObjects:
    """Keeps the bytes; a file has no place for the content type, so it is not kept. ``url`` is the machine's."""

    def __init__(
        self, root: Path, *, url: str = "http://127.0.0.1", key: bytes = b"", clock: Callable[[], float] = time.time
    ) -> None:
        self._root = root
        self._url = url
        self._key = key
        self._clock = clock

    @property
    def upload_origin(self) -> str:
        return "{0.scheme}://{0.netloc}".format(urlsplit(self._url))

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        """Returns when the bytes are on the disk. A reader sees the old bytes or the new ones, never a mixture."""
        _check_content_type(content_type)
        files.write(self._path(key), data)

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound(f"there is no object {key}") from None

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def glimpse(self, key: str, *, length: int) -> Glimpse:
        data = self.get(key)
        return Glimpse(head=data[:length], size=len(data), version=hashlib.sha256(data).hexdigest())

    def copy(self, source: str, target: str, *, version: str, content_type: str) -> None:
        data = self.get(source)
        if hashlib.sha256(data).hexdigest() != version:
            raise LostRace("the object has changed meanwhile")
        self.put(target, data, content_type=content_type)

    def names(self, prefix: str, *, after: str = "") -> Iterator[str]:
        found = (path.relative_to(self._root).as_posix() for path in self._root.rglob("*") if path.is_file())
        yield from sorted(key for key in found if key.startswith(prefix) and key > after)

    def replace(self, key: str, data: bytes, *, version: str) -> None:
        if hashlib.sha256(self.get(key)).hexdigest() != version:
            raise LostRace("the object has changed meanwhile")
        files.write(self._path(key), data)

    def upload_form(self, key: str, *, largest: int, expires_in: int) -> UploadForm:
        policy = {
            "expiration": self._clock() + expires_in,
            "conditions": [{"key": key}, ["content-length-range", 1, largest]],
        }
        written = base64.b64encode(json.dumps(policy).encode()).decode()
        fields = {"key": key, "policy": written, "x-amz-signature": self._signed(written)}
        return UploadForm(url=self._url + ADDRESS, fields=fields)

    def take_upload(self, fields: dict[str, str], data: bytes) -> None:
        """What S3 does with a posted form. Raises ``Rejected`` or ``TooLarge``."""
        written = fields.get("policy", "")
        if not self._is_signed(written, fields.get("x-amz-signature", "")):
            raise Rejected("the signature does not match")
        policy: dict[str, Any] = json.loads(base64.b64decode(written))
        if self._clock() >= policy["expiration"]:
            raise Rejected("the policy has expired")
        named, (_, least, most) = policy["conditions"]
        if fields.get("key") != named["key"]:
            raise Rejected("the key is not the one signed for")
        if not least <= len(data) <= most:
            raise TooLarge(f"the file has {len(data)} bytes, {least} to {most} are taken")
        self.put(named["key"], data, content_type="application/octet-stream")

    def download_url(self, key: str, *, name: str, content_type: str, expires_in: int) -> str:
        about = {"name": name, "type": content_type, "expires": str(int(self._clock() + expires_in))}
        signature = self._signed(json.dumps([key, about]))
        return f"{self._url}{ADDRESS}/{quote(key)}?{urlencode(about | {'signature': signature})}"

    def give(self, key: str, query: dict[str, str]) -> tuple[bytes, str, str]:
        """The bytes, name and type behind a link of ours. Raises ``Rejected`` or ``NotFound``."""
        about = {name: query.get(name, "") for name in ("name", "type", "expires")}
        if not self._is_signed(json.dumps([key, about]), query.get("signature", "")):
            raise Rejected("the signature does not match")
        if self._clock() >= int(about["expires"]):
            raise Rejected("the link has expired")
        return self.get(key), about["name"], about["type"]

    def expire(self, prefix: str, *, seconds: float) -> None:
        """Removes what has lain below the prefix for so long, as a lifecycle rule does."""
        before = self._clock() - seconds
        for path in (self._root / prefix).rglob("*"):
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

    def _is_signed(self, text: str, signature: str) -> bool:
        return hmac.compare_digest(self._signed(text).encode(), signature.encode("utf-8", "surrogatepass"))

    def _signed(self, text: str) -> str:
        return hmac.new(self._key, b"objects\x00" + text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _path(self, key: str) -> Path:
        """No segment begins with a dot, so no key leaves the folder or names a file half written."""
        segments = key.split("/")
        if len(key) > MAXIMUM_KEY_LENGTH or not all(SEGMENT.fullmatch(segment) for segment in segments):
            raise ValueError(f"not an object key: {key!r}")
        return self._root.joinpath(*segments)


def _check_content_type(content_type: str) -> None:
    if "/" not in content_type:
        raise ValueError(f"not a content type: {content_type!r}")
