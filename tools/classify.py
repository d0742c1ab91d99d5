"""Says of each text what it complains of, how sure that is, which words decided, and how grave it is."""

from __future__ import annotations

import argparse

from chalicelib.routing.severity import severity_of
from chalicelib.understanding.assess import assess

from .streams import Row, stream


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools classify", description=__doc__)
    parser.epilog = "Reads {id, text, subject?, channel?} a line from standard input."
    parser.parse_args(argv)
    return stream(_classified)


def _classified(row: Row) -> Row:
    assessment = assess(row["text"], subject=row.get("subject"), channel=row.get("channel"))
    severity, _ = severity_of(assessment)
    told = assessment.model_dump(mode="json")
    return {
        "primary": told["primary"],
        "labels": told["labels"],
        "confidence": told["confidence"],
        "evidence": told["evidence"],
        "language": told["language"],
        "severity": severity.value,
        "signals": told["signals"],
        "entities": told["entities"],
        "abstained": told["abstained"],
        "model": told["model"],
    }
