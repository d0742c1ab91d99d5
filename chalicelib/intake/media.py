"""Files that a platform keeps for a few days are brought home while they are there.

A file that does not come never stops the message: it stays named, and a note says why.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from chalicelib.channels.base import Channel, Outlets
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import HuiyinError
from chalicelib.model.message import Attachment, Inbound
from chalicelib.model.ports import ChannelAccount, Objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    channel: Channel
    account: ChannelAccount
    outlets: Outlets
    objects: Objects

    def home(self, inbound: Inbound, delivery: Delivery) -> Inbound:
        """With the place of every file that could be fetched, and a note for every other."""
        if not self.channel.features.media:
            return inbound
        files: list[Attachment] = []
        notes: list[str] = []
        for attachment in inbound.attachments:
            try:
                files.append(self._kept(attachment, delivery) if attachment.media else attachment)
            except HuiyinError as error:
                files.append(attachment)
                notes.append(f"{attachment.name}: {error.detail}")
        return inbound.model_copy(update={"attachments": tuple(files), "notes": (*inbound.notes, *notes)})

    def _kept(self, attachment: Attachment, delivery: Delivery) -> Attachment:
        """Fetched again it takes the same place: the platform's name is part of it."""
        name = attachment.media or ""
        data = self.channel.fetch(name, self.account, self.outlets)
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        key = f"media/{delivery.shop}/{delivery.received_at:%Y/%m/%d}/{delivery.id}/{digest}"
        self.objects.put(key, data, content_type=attachment.content_type)
        return attachment.model_copy(update={"object": key, "size": len(data)})
