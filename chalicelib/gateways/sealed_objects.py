"""Objects with a seal on those that are only for us: deliveries as received. Files that customers sent go to browsers
by signed links, straight from the store, and are encrypted by it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chalicelib.model.errors import LostRace
from chalicelib.model.ports import Glimpse, Objects, UploadForm
from chalicelib.model.sealing import Seal

SEALED: Final = ("raw/", "quarantine/")
HEAD: Final = 64
"""So many bytes hold the nonce of what is sealed, which nothing else begins with."""


@dataclass(frozen=True, slots=True)
class SealedObjects:
    """What was put before there was a seal, or by the mail system, is handed out as it is."""

    objects: Objects
    seal: Seal

    @property
    def upload_origin(self) -> str:
        return self.objects.upload_origin

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        kept = self.seal.close(data, scope=key, name=key) if key.startswith(SEALED) else data
        self.objects.put(key, kept, content_type=content_type)

    def get(self, key: str) -> bytes:
        """Raises ``ConfigurationError`` when it was sealed under another key."""
        return self.seal.open(self.objects.get(key), scope=key, name=key)

    def renew(self, key: str) -> bool:
        """Seals an object under the newest key; whether it had to be. Raises ``NotFound`` or ``LostRace`` when it was
        deleted or written meanwhile: what was erased never comes back.
        """
        data = self.objects.get(key)
        renewed = self.seal.renewed(data, scope=key, name=key) if data else None
        if renewed is None:
            return False
        present = self.objects.glimpse(key, length=HEAD)
        if present.head != data[:HEAD]:
            raise LostRace("the object has changed meanwhile")
        self.objects.replace(key, renewed, version=present.version)
        return True

    def names(self, prefix: str, *, after: str = "") -> Iterator[str]:
        return self.objects.names(prefix, after=after)

    def replace(self, key: str, data: bytes, *, version: str) -> None:
        self.objects.replace(key, self.seal.close(data, scope=key, name=key), version=version)

    def delete(self, key: str) -> None:
        self.objects.delete(key)

    def glimpse(self, key: str, *, length: int) -> Glimpse:
        return self.objects.glimpse(key, length=length)

    def copy(self, source: str, target: str, *, version: str, content_type: str) -> None:
        self.objects.copy(source, target, version=version, content_type=content_type)

    def upload_form(self, key: str, *, largest: int, expires_in: int) -> UploadForm:
        return self.objects.upload_form(key, largest=largest, expires_in=expires_in)

    def download_url(self, key: str, *, name: str, content_type: str, expires_in: int) -> str:
        return self.objects.download_url(key, name=name, content_type=content_type, expires_in=expires_in)
