"""The command line of ``import``, and where it finds the signing secret."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from chalicelib.channels.relay.channel import SIGNING, RelayChannel
from chalicelib.model.errors import ConfigurationError, NotFound
from infra.local.accounts import SHOP, LocalAccounts

from .problems import Unusable

SECRET_VARIABLE: Final = "HUIYIN_RELAY_SECRET"  # noqa: S105 - the name of a variable
MACHINE: Final = "http://127.0.0.1:8000"


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools import",
        description="Sends each row of a CSV, XLSX or JSONL file as a signed relay delivery.",
        epilog="docs/importing.md has a tour.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN", help="e.g. text=投诉内容")
    parser.add_argument("--preview", type=_positive, metavar="N", help="show the first N rows as they would be sent")
    parser.add_argument("--channel", help="where the complaints were made, e.g. 12315")
    parser.add_argument("--account", default=SHOP, help="the relay account (default: %(default)s)")
    parser.add_argument("--url", help=f"the relay's hook (default: {MACHINE}/hooks/relay/ACCOUNT)")
    parser.add_argument("--secret-file", type=Path, help=f"holds the signing secret; or set {SECRET_VARIABLE}")
    parser.add_argument("--data", type=Path, help="data folder of the one machine, whose secret is taken")
    parser.add_argument(
        "--zone", type=_zone, default="Asia/Shanghai", help="of times without one (default: %(default)s)"
    )
    parser.add_argument("--encoding", help="the charset, when it is not found out")
    parser.add_argument("--sheet", help="of a workbook (default: the first)")
    options = parser.parse_args(argv)
    options.url = options.url or f"{MACHINE}/hooks/relay/{options.account}"
    return options


def require_address(url: str) -> str:
    """Raises ``Unusable``."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unusable(f"--url wants an address such as {MACHINE}/hooks/relay/demo, not '{url}'")
    return url


def signing_keys(options: argparse.Namespace) -> Sequence[str]:
    """The newest first. Raises ``Unusable`` and ``OSError``."""
    if options.secret_file:
        return _lines(options.secret_file.read_text("utf-8-sig"))
    if options.data:
        return _of_the_machine(options.data, options.account)
    if secret := os.environ.get(SECRET_VARIABLE, ""):
        return _lines(secret)
    raise Unusable(f"no signing secret: give --secret-file FILE or --data FOLDER, or set {SECRET_VARIABLE}")


def _of_the_machine(folder: Path, account: str) -> Sequence[str]:
    path = folder / "accounts.json"
    if not path.is_file():
        raise Unusable(f"{path} is not there: is --data the folder that `make run` uses?")
    try:
        return LocalAccounts(path).get(RelayChannel.name, account).secret(SIGNING)
    except NotFound:
        raise Unusable(f"{path} connects no relay account '{account}'") from None
    except ConfigurationError as error:
        raise Unusable(str(error)) from None


def _lines(text: str) -> Sequence[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _positive(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError(f"'{written}' is not a number of rows")
    return int(written)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"'{name}' is not a time zone such as Asia/Shanghai") from None
