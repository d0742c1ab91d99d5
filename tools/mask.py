"""Hides personal data in each text (docs/privacy.md lists the kinds), and says where it stood."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from chalicelib.understanding.privacy import mask

from .streams import Row, stream


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools mask", description=__doc__)
    parser.epilog = "Reads {id, text} a line from standard input."
    parser.parse_args(argv)
    return stream(_masked)


def _masked(row: Row) -> Row:
    masked = mask(row["text"])
    return {"masked": masked.text, "found": [asdict(one) for one in masked.found]}
