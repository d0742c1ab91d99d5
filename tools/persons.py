"""Erases or exports what is kept of one person in a shop, found by phone, e-mail address or customer id."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from chalicelib.runtime import Runtime

from .deployment import add_place, runtime_of

KINDS = ("phone", "email", "customer")


def export(argv: list[str]) -> int:
    """One complaint a line."""
    given = _read("export", argv)
    return _each(
        given, lambda runtime, one: print(json.dumps(runtime.persons.export(given.shop, one), ensure_ascii=False))
    )


def erase(argv: list[str]) -> int:
    """Says how many complaints were emptied. It cannot be undone."""
    given = _read("erase", argv, with_reason=True)
    return _each(given, lambda runtime, one: runtime.persons.erase(given.shop, one, why=given.reason))


def _each(given: argparse.Namespace, act: Callable[[Runtime, str], None]) -> int:
    kind = next(kind for kind in KINDS if getattr(given, kind))
    with runtime_of(given) as runtime:
        found = runtime.persons.complaints(given.shop, kind=kind, value=getattr(given, kind))
        for complaint in found:
            act(runtime, complaint)
    print(f"{len(found)} complaints", file=sys.stderr)
    return 0


def _read(command: str, argv: list[str], *, with_reason: bool = False) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m tools {command}", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    person = parser.add_mutually_exclusive_group(required=True)
    for kind in KINDS:
        person.add_argument(f"--{kind}")
    if with_reason:
        parser.add_argument("--reason", required=True, help="kept as a note in each complaint; name nobody in it")
    return parser.parse_args(argv)
