"""The one machine.

``python -m infra.local`` serves Huiyin here until interrupted (``make run`` calls it).
``python -m infra.local token --role agent --subject agent-he`` prints a token for one more person, to be used with
the machine of the same ``DATA``, at the address where it last ran.
"""

from __future__ import annotations

import argparse
import logging
import os
import sqlite3
import sys
from collections.abc import Sequence

from chalicelib.model.errors import ConfigurationError
from chalicelib.model.identity import Role, utc_now

from .accounts import SHOP
from .choices import BadChoice, Choices
from .folder import Unusable
from .issuer import KEY_FILE, LocalIssuer, issued_by


def main(arguments: Sequence[str]) -> None:
    """Exits with a message when something is not as it should be."""
    wanted = _read(arguments)
    os.umask(0o077)  # complaints and keys are for whoever runs this, and for nobody else
    try:
        chosen = Choices.of(os.environ)
        if wanted.command == "token":
            _print_token(chosen, wanted)
        else:
            _serve(chosen)
    except (BadChoice, Unusable) as error:
        sys.exit(f"huiyin: {error}")


def _serve(chosen: Choices) -> None:
    from .serving import PortTaken, serve

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every request that waits a moment
    try:
        serve(chosen)
    except (PortTaken, ConfigurationError) as error:
        sys.exit(f"huiyin: {error}")
    except sqlite3.DatabaseError as error:
        sys.exit(f"huiyin: the data folder {chosen.data} is damaged ({error}): restore it, or choose another by DATA=")


def _print_token(chosen: Choices, wanted: argparse.Namespace) -> None:
    key_file = chosen.data / KEY_FILE
    if not key_file.exists():
        raise Unusable(
            f"there is no machine in {chosen.data}: start it once with make run, or say where it is by DATA="
        )
    issuer = LocalIssuer(key_file, url=issued_by(chosen.data) or chosen.url)
    name = wanted.name or wanted.subject
    role = Role(wanted.role)
    print(issuer.token(subject=wanted.subject, name=name, role=role, shop=SHOP, now=utc_now()))


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local",
        description="Serves Huiyin on this machine. The environment chooses: PORT, SMTP_PORT, DATA, DEMO, "
        "SURVEY_DELAY_SECONDS, ORIGINALS.",
    )
    commands = parser.add_subparsers(dest="command")
    token = commands.add_parser("token", help="print a token for one more person of the demo shop")
    token.add_argument("--role", required=True, choices=[role.value for role in Role])
    token.add_argument("--subject", required=True, help="the id of the person, for example agent-he")
    token.add_argument("--name", help="as colleagues see it")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
