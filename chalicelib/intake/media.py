"""Files are put where the desk can open them: those inside a delivery, and those that a platform keeps for a few days.

A file that does not come never stops the message: it stays named, and a note says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.channels.base import Channel, Outlets
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import HuiyinError
from chalicelib.model.message import Attachment, Inbound
from chalicelib.model.ports import ChannelAccount, Objects

MOST_ENCLOSED: Final = 100
"""Files of one delivery that are put apart; the archived delivery holds all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    channel: Channel
    account: ChannelAccount
    outlets: Outlets
    objects: Objects

    def home(self, inbound: Inbound, delivery: Delivery) -> Inbound:
        """With the place of every file that could be had, and a note for every other."""
        enclosed = self._enclosed(inbound, delivery)
        files: list[Attachment] = []
        notes: list[str] = []
        for attachment in inbound.attachments:
            try:
                files.append(self._kept(attachment, delivery, enclosed))
            except HuiyinError as error:
                files.append(attachment)
                notes.append(f"{attachment.name}: {error.detail}")
        return inbound.model_copy(update={"attachments": tuple(files), "notes": (*inbound.notes, *notes)})

    def _enclosed(self, inbound: Inbound, delivery: Delivery) -> Mapping[int, bytes]:
        parts = [one.part for one in inbound.attachments if one.part is not None and one.object is None]
        return self.channel.enclosed(delivery, self.account, parts[:MOST_ENCLOSED]) if parts else {}

    def _kept(self, attachment: Attachment, delivery: Delivery, enclosed: Mapping[int, bytes]) -> Attachment:
        """What is read again takes the same place: its name in the delivery or at the platform is part of it."""
        if attachment.part is not None and attachment.part in enclosed:
            return self._put(attachment, delivery, data=enclosed[attachment.part], name=f"part {attachment.part}")
        if attachment.media and self.channel.features.media:
            data = self.channel.fetch(attachment.media, self.account, self.outlets)
            return self._put(attachment, delivery, data=data, name=attachment.media)
        return attachment

    def _put(self, attachment: Attachment, delivery: Delivery, *, data: bytes, name: str) -> Attachment:
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        key = f"media/{delivery.shop}/{delivery.received_at:%Y/%m/%d}/{delivery.id}/{digest}"
        self.objects.put(key, data, content_type=attachment.content_type)
        return attachment.model_copy(update={"object": key, "size": len(data)})
