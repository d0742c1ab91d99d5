"""Connected channel accounts and keys, kept in the SSM parameter store (SecureString) and cached for a while."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.model.errors import ConfigurationError, NotFound, Upstream
from chalicelib.model.ports import ChannelAccount

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

CACHED_SECONDS: Final = 300
"""A rotated secret is in use everywhere after this long; until then the old one must stay in the list."""


class Parameters:
    """Parameters below one prefix, for example ``/huiyin/production``. An absent one is remembered as absent, too."""

    def __init__(
        self, connect: Callable[[], SSMClient], prefix: str, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.connect = connect
        self.prefix = prefix.rstrip("/")
        self._monotonic = monotonic
        self._cache: dict[str, tuple[float, str | None]] = {}

    def get(self, name: str) -> str | None:
        """Raises ``Upstream``."""
        cached = self._cache.get(name)
        if cached and self._monotonic() < cached[0]:
            return cached[1]
        value = self._read(name)
        self._cache[name] = (self._monotonic() + CACHED_SECONDS, value)
        return value

    def _read(self, name: str) -> str | None:
        try:
            found = self.connect().get_parameter(Name=f"{self.prefix}/{name}", WithDecryption=True)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ParameterNotFound":
                return None
            raise Upstream(f"the parameter store did not give {name}") from error
        except BotoCoreError as error:
            raise Upstream("the parameter store could not be reached") from error
        return found["Parameter"]["Value"]


class ParameterAccounts:
    """``<prefix>/channels/<channel>/<account>`` (``@`` written ``_at_``), JSON as ``read_account`` takes it."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters

    def get(self, channel: str, account: str) -> ChannelAccount:
        name = f"channels/{channel}/{account.replace('@', '_at_')}"
        text = self.parameters.get(name) if _is_plain(account) else None
        if text is None:
            raise NotFound("no such channel account is connected", channel=channel)
        return read_account(channel, account, text)


def read_account(channel: str, account: str, text: str) -> ChannelAccount:
    """Raises ``ConfigurationError`` naming what is wrong, never quoting a value."""
    try:
        data = json.loads(text)
        return ChannelAccount(
            channel=channel,
            account=account,
            shop=data["shop"],
            secrets={name: tuple(values) for name, values in data.get("secrets", {}).items()},
            settings=dict(data.get("settings", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"the parameter of channel account {channel}/{account} is not of the form "
            f'{{"shop": "…", "secrets": {{"name": ["…"]}}, "settings": {{}}}}: {type(error).__name__}'
        ) from None


def _is_plain(account: str) -> bool:
    """Letters, digits and the signs of a parameter's name or an address; nothing that could climb the tree."""
    return bool(account) and all(character.isalnum() or character in "._-@" for character in account)
