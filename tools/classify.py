"""Says of each text what it complains of, how sure that is, which words decided, and how grave it is."""

from __future__ import annotations

import argparse
from datetime import datetime

from chalicelib.routing.severity import severity_of
from chalicelib.understanding.assess import assess
from chalicelib.understanding.dates import DatedFrom

from .streams import Row, fault_of_text, stream


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools classify", description=__doc__)
    parser.epilog = (
        "Reads {id, text, subject?, channel?, received_at?} a line from standard input. Against received_at (RFC 3339)"
        " days such as 昨天 are resolved."
    )
    parser.parse_args(argv)
    return stream(_classified, fault=_fault)


def _fault(row: Row) -> str | None:
    if wrong := fault_of_text(row):
        return wrong
    try:
        _written(row)
    except (TypeError, ValueError):
        return "'received_at' is not a time, for example 2026-11-11T20:00:00+08:00"
    return None


def _written(row: Row) -> tuple[DatedFrom, ...]:
    """The day is that of the time's own offset."""
    received_at = row.get("received_at")
    if received_at is None:
        return ()
    at = datetime.fromisoformat(received_at)
    return ((0, at.date()),)


def _classified(row: Row) -> Row:
    assessment = assess(row["text"], subject=row.get("subject"), channel=row.get("channel"), written=_written(row))
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
        "extreme_emotion": told["extreme_emotion"],
        "entities": [_entity(one) for one in told["entities"]],
        "abstained": told["abstained"],
        "model": told["model"],
    }


def _entity(told: Row) -> Row:
    """``about`` only where something is known."""
    return {name: value for name, value in told.items() if value is not None}
