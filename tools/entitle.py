"""Says of each case what the customer is entitled to, until when, at whose cost, and which rule says so."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.model.errors import InvalidInput
from chalicelib.policies.engine import entitle
from chalicelib.policies.entitlements import Entitlements
from chalicelib.policies.rulebook import rulebook
from chalicelib.policies.showing import flat

from .policy_cases import compared, read_cases
from .streams import Row, stream


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools entitle", description=__doc__)
    parser.epilog = "Reads {id, facts} a line from standard input; docs/policies.md names the facts."
    parser.add_argument("--language", choices=("zh-Hans", "zh-Hant", "en"), default="en")
    parser.add_argument("--check", metavar="FILE", type=Path, help="compare with the expected answers of a file")
    arguments = parser.parse_args(argv)
    if arguments.check:
        found = compared(read_cases(arguments.check))
        print(found.told(f"Cases of {arguments.check.name}"))
        return 1 if found.wrong else 0
    return stream(lambda row: _told(row, arguments.language), fault=_fault)


def _fault(row: Row) -> str | None:
    return None if isinstance(row.get("facts"), dict) else "'facts' is missing or not an object"


def _told(row: Row, language: str) -> Row:
    try:
        return flat(_entitled(row["facts"], case=row["id"]), book=rulebook(), language=language)
    except InvalidInput as wrong:
        return {"error": wrong.detail, "fields": wrong.fields}


def _entitled(facts: Mapping[str, Any], *, case: str | int) -> Entitlements:
    """One unreadable fact does not hide what the others say; it is named on standard error and left out."""
    try:
        return entitle(facts)
    except InvalidInput as wrong:
        print(f"{case}: left out: {wrong.fields}", file=sys.stderr)
        return entitle({name: value for name, value in facts.items() if name not in wrong.fields})
