"""Which sites may show the form in a frame."""

from __future__ import annotations

import re
from typing import Final

from chalicelib.model.errors import ConfigurationError
from chalicelib.model.ports import ChannelAccount

SETTING: Final = "embed_origins"
_ORIGIN: Final = re.compile(r"https?://(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")


def frame_ancestors(account: ChannelAccount) -> tuple[str, ...]:
    """Sources of the directive; empty for an account that is shown nowhere. Raises ``ConfigurationError``."""
    origins = account.settings.get(SETTING, "").split()
    wrong = [origin for origin in origins if origin != "self" and not _ORIGIN.fullmatch(origin)]
    if wrong:
        raise ConfigurationError(
            f"form account {account.account}: {SETTING} holds origins such as https://shop.example, and 'self'"
        )
    return tuple("'self'" if origin == "self" else origin for origin in origins)
