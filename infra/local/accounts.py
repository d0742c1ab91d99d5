"""The connected channel accounts of the one machine: a JSON file in the data folder that anybody may edit."""

from __future__ import annotations

import base64
import json
import secrets
from pathlib import Path
from typing import Any, Final

from chalicelib.gateways.parameters import read_account
from chalicelib.model.errors import ConfigurationError, NotFound
from chalicelib.model.ports import ChannelAccount

from . import files

SHOP: Final = "demo"
MAIL_ADDRESS: Final = "support@demo.example"
FORM_SETTINGS: Final = {
    "email_account": MAIL_ADDRESS,
    "embed_origins": "self",
    # Who tries things out on their own machine is one address, is fast, and may fill the desk by script.
    "fill_seconds": "0",
    "api_per_hour": "0",
}


class LocalAccounts:
    """Read anew at every question, so that an edit counts at once. Mail to any address is taken.

    Raises ``ConfigurationError`` when the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            files.write_new(path, json.dumps(_demo(), ensure_ascii=False, indent=2).encode())
        self._read()

    def get(self, channel: str, account: str) -> ChannelAccount:
        """Raises ``NotFound``, and ``ConfigurationError`` when the file cannot be read."""
        accounts = self._read().get(channel, {})
        if account not in accounts and channel == "email" and MAIL_ADDRESS in accounts:
            account = MAIL_ADDRESS
        if account not in accounts:
            raise NotFound("no such channel account is connected", channel=channel)
        return read_account(channel, account, json.dumps(accounts[account]))

    def names(self, channel: str) -> tuple[str, ...]:
        """Raises ``ConfigurationError`` when the file cannot be read."""
        return tuple(sorted(self._read().get(channel, {})))

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            connected = json.loads(self._path.read_bytes())
        except ValueError as error:
            raise ConfigurationError(f"{self._path} is not JSON: {error}") from None
        if not isinstance(connected, dict) or not all(isinstance(one, dict) for one in connected.values()):
            raise ConfigurationError(f"{self._path} is not of the form channel -> account -> what is connected")
        return connected


def _demo() -> dict[str, dict[str, Any]]:
    """Secrets are made for this folder; none is ever the same twice."""
    return {
        "email": {
            MAIL_ADDRESS: {
                "shop": SHOP,
                "secrets": {"token_key": [secrets.token_urlsafe(32)]},
                "settings": {"from": MAIL_ADDRESS, "from_name": "Demo", "domain": "demo.example"},
            }
        },
        "form": {SHOP: {"shop": SHOP, "secrets": {}, "settings": FORM_SETTINGS}},
        "relay": {
            SHOP: {
                "shop": SHOP,
                "secrets": {"signing": [f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"]},
                "settings": {"email_account": MAIL_ADDRESS},
            }
        },
        "wechat_oa": {
            SHOP: {
                "shop": SHOP,
                "secrets": {
                    "token": [secrets.token_hex(16)],
                    "encoding_aes_key": [base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")],
                    "app_secret": [secrets.token_hex(16)],
                },
                "settings": {"app_id": "wxdemo0000000000", "message_mode": "plain"},
            }
        },
    }
