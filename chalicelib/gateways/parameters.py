"""Connected channel accounts and keys, kept in the SSM parameter store (SecureString) and cached for a while."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, Field, ValidationError

from chalicelib.model.errors import ConfigurationError, NotFound, Upstream
from chalicelib.model.ports import SHOP_NAME, ChannelAccount

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

LONGEST_NAME: Final = 320
"""Of an account: that of a mail address (RFC 5321), well below what the parameter store takes."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9._@-]+")

CACHED_SECONDS: Final = 300
"""A rotated secret is in use everywhere after this long; until then the old one must stay in the list."""


CACHED_NAMES: Final = 1_000
"""Strangers choose some of the names asked for, so there is an end to what is remembered as absent."""


class Parameters:
    """Parameters below one prefix, for example ``/huiyin/production``.

    An absent one is remembered as absent, too, though never at the cost of one that is there; while the store cannot
    answer, the last known value counts.
    """

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
        try:
            value = self._read(name)
        except Upstream:
            if cached and cached[1] is not None:
                return cached[1]
            raise
        self._remember(name, value)
        return value

    def names(self, folder: str) -> tuple[str, ...]:
        """The names right below a folder, sorted. Asked anew each time. Raises ``Upstream``."""
        path = f"{self.prefix}/{folder}"
        try:
            pages = self.connect().get_paginator("get_parameters_by_path").paginate(Path=path)
            return tuple(sorted(one["Name"].removeprefix(f"{path}/") for page in pages for one in page["Parameters"]))
        except (ClientError, BotoCoreError) as error:
            raise Upstream("the parameter store did not give the names of accounts") from error

    def put_new(self, name: str, value: str) -> None:
        """A secret under a name that is not taken; a repetition changes nothing. Raises ``Upstream``."""
        try:
            self.connect().put_parameter(Name=f"{self.prefix}/{name}", Value=value, Type="SecureString")
        except ClientError as error:
            if error.response["Error"]["Code"] != "ParameterAlreadyExists":
                raise Upstream(f"the parameter store did not take {name}") from error
        except BotoCoreError as error:
            raise Upstream("the parameter store could not be reached") from error
        self._cache.pop(name, None)

    def delete(self, name: str) -> None:
        """Raises ``Upstream``."""
        self._cache.pop(name, None)
        try:
            self.connect().delete_parameter(Name=f"{self.prefix}/{name}")
        except ClientError as error:
            if error.response["Error"]["Code"] != "ParameterNotFound":
                raise Upstream(f"the parameter store did not delete {name}") from error
        except BotoCoreError as error:
            raise Upstream("the parameter store could not be reached") from error

    def _remember(self, name: str, value: str | None) -> None:
        if value is None and len(self._cache) >= CACHED_NAMES:
            self._cache = {known: kept for known, kept in self._cache.items() if kept[1] is not None}
        self._cache[name] = (self._monotonic() + CACHED_SECONDS, value)

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

    def names(self, channel: str) -> tuple[str, ...]:
        """As the parameters are named, which ``get`` takes as well."""
        return self.parameters.names(f"channels/{channel}")


class ParameterSecrets:
    """Secrets of our own making below ``<prefix>`` (``model.ports.Secrets``)."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters

    def get(self, name: str) -> str:
        if (value := self.parameters.get(name)) is None:
            raise NotFound("there is no such secret", name=name)
        return value

    def put(self, name: str, value: str) -> None:
        self.parameters.put_new(name, value)

    def delete(self, name: str) -> None:
        self.parameters.delete(name)


class _Connected(BaseModel):
    """Typed, so that a secret written as one text is never taken for a list of its letters."""

    shop: str = Field(pattern=f"^{SHOP_NAME.pattern}$")
    secrets: dict[str, tuple[str, ...]] = {}
    settings: dict[str, str] = {}


def read_account(channel: str, account: str, text: str) -> ChannelAccount:
    """Raises ``ConfigurationError`` naming what is wrong, never quoting a value."""
    try:
        connected = _Connected.model_validate_json(text)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, problem["loc"])) or "JSON" for problem in error.errors())
        raise ConfigurationError(
            f"the parameter of channel account {channel}/{account} is not of the form "
            f'{{"shop": "…", "secrets": {{"name": ["…"]}}, "settings": {{"name": "…"}}}}: {wrong}'
        ) from None
    return ChannelAccount(
        channel=channel,
        account=account,
        shop=connected.shop,
        secrets=connected.secrets,
        settings=connected.settings,
    )


def _is_plain(account: str) -> bool:
    """ASCII letters, digits and the signs of a parameter's name or an address; nothing that could climb the tree."""
    return len(account) <= LONGEST_NAME and _PLAIN.fullmatch(account) is not None
