"""``replay-fixture CHANNEL``: sends what a channel's platform sends to a running server, signed now with your secret.

The bodies and the way of signing are those of the channel's specimen in ``tests/channels/specimens``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from chalicelib.channels.base import Request
from chalicelib.gateways.http import HttpGateway
from chalicelib.gateways.parameters import read_account
from chalicelib.model.errors import ConfigurationError, NotFound, Upstream
from chalicelib.model.ports import ChannelAccount, Http
from infra.local.accounts import LocalAccounts
from tests.channels.specimen import Specimen
from tests.channels.specimens import SPECIMENS

BAD_INPUT: Final = 2
REFUSED: Final = 1


@dataclass(frozen=True, slots=True)
class Outside:
    """The network and the clock."""

    http: Http = field(default_factory=HttpGateway)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


class Unusable(Exception):
    """What was asked for cannot be sent; says why and what to do."""


def main(argv: Sequence[str], *, outside: Outside | None = None) -> int:
    options = _options(argv)
    surroundings = outside or Outside()
    try:
        specimen = _specimen(options.channel)
        account = _account(options)
        body = _body(specimen, number=options.example)
        request = signed_now(specimen, body, account=account, now=surroundings.clock())
        answer = surroundings.http.request(
            request.method, _address(options.url, account, request), headers=dict(request.headers), body=request.body
        )
    except (Unusable, ConfigurationError, NotFound, Upstream) as error:
        print(f"replay-fixture: {error}", file=sys.stderr)
        return BAD_INPUT
    print(f"{answer.status} {answer.body.decode('utf-8', 'replace')}".rstrip())
    return 0 if answer.status < 300 else REFUSED


def signed_now(specimen: Specimen, body: bytes, *, account: ChannelAccount, now: datetime) -> Request:
    """The specimen signs at its own ``NOW``; here that is the present, for its signatures that carry a time."""
    if specimen.hook is None:
        raise Unusable(f"{specimen.name} takes no webhooks")
    if specimen.hook.by_public_key:
        raise Unusable(f"calls of {specimen.name} are signed with the platform's private key, which nobody else has")
    module = import_module(specimen.hook.signed.__module__)
    before = getattr(module, "NOW", None)
    if before is None:
        return specimen.hook.signed(body, account)
    vars(module)["NOW"] = now
    try:
        return specimen.hook.signed(body, account)
    finally:
        vars(module)["NOW"] = before


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="replay-fixture", description="Sends a channel's recorded call, freshly signed, to a running server."
    )
    parser.add_argument("channel")
    parser.add_argument("account", help="the account's name, as in the address of the webhook")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="the server (default: %(default)s)")
    parser.add_argument("--example", type=int, default=1, metavar="N", help="which of the recorded bodies (default: 1)")
    secrets = parser.add_mutually_exclusive_group()
    secrets.add_argument("--data", type=Path, default=Path("var"), help="data folder of `make run` (default: var)")
    secrets.add_argument("--secrets", type=Path, metavar="FILE", help="the account's JSON as in the parameter store")
    return parser.parse_args(argv)


def _specimen(name: str) -> Specimen:
    if name not in SPECIMENS:
        raise Unusable(f"no channel is called '{name}': {', '.join(sorted(SPECIMENS))}")
    return SPECIMENS[name]


def _account(options: argparse.Namespace) -> ChannelAccount:
    if options.secrets is not None:
        try:
            return read_account(options.channel, options.account, options.secrets.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise Unusable(f"{options.secrets} cannot be read: {error}") from None
    path = options.data / "accounts.json"
    if not path.is_file():
        raise Unusable(f"{path} is not there: say --data of a running machine, or --secrets FILE")
    try:
        return LocalAccounts(path).get(options.channel, options.account)
    except NotFound:
        raise Unusable(f"{options.channel}/{options.account} is not connected: add it to {path}") from None


def _body(specimen: Specimen, *, number: int) -> bytes:
    if not 1 <= number <= len(specimen.examples):
        raise Unusable(f"{specimen.name} has examples 1 to {len(specimen.examples)}")
    return specimen.examples[number - 1].body


def _address(url: str, account: ChannelAccount, request: Request) -> str:
    query = f"?{urlencode(request.query)}" if request.query else ""
    return f"{url.rstrip('/')}/hooks/{account.channel}/{quote(account.account, safe='')}{query}"
