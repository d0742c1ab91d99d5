"""What must hold of the rule data: one shape, every name known, versions without gap or overlap, every rule covered."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import jsonschema

from chalicelib.policies.combining import PAYERS, REMEDIES
from chalicelib.policies.compiling import FOLDER, reads
from chalicelib.policies.derived import DERIVED
from chalicelib.policies.derived.case import PROMISE

Entry = dict[str, Any]
_OF_ANSWER: Final = {"refund", "already_counted"}
"""Amounts that later formulas may build on."""


def shape_faults(entries: Iterable[Entry]) -> Iterator[str]:
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator({**schema["$defs"]["rule"], "$defs": schema["$defs"]})
    for entry in entries:
        for error in validator.iter_errors(entry):
            yield f"{entry.get('id', '?')}: {error.json_path}: {error.message}"


def name_faults(
    rules: Iterable[Entry], *, facts: Collection[str], texts: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    known = {*facts, *DERIVED, *_OF_ANSWER}
    for rule in rules:
        for name in sorted(reads(rule)):
            if name not in known and not name.startswith(PROMISE):
                yield f"{rule['id']}: no fact is called {name}"
        for kind, code in _codes(rule):
            if code not in texts[kind]:
                yield f"{rule['id']}: texts.yaml has no {kind} {code}"


def _codes(rule: Entry) -> Iterator[tuple[str, str]]:
    yield from (("deadlines", period["what"]) for period in rule["periods"])
    for outcome in [*rule["outcomes"], *([rule["over"]] if rule["over"] else [])]:
        yield from (
            ("deadlines", period["what"]) for kind in ("steps", "deadlines") for period in outcome.get(kind, ())
        )
        yield from (("evidence", code) for code in outcome.get("evidence", ()))
        yield from (("remedies", code) for kind in ("grants", "denies") for code in outcome.get(kind, ()))
        yield from (("payers", outcome["freight"]) for _ in (1,) if "freight" in outcome)
        yield from (("logistics", outcome["logistics"]) for _ in (1,) if "logistics" in outcome)


def version_faults(rules: Iterable[Entry]) -> Iterator[str]:
    """A rule that supersedes another begins the day after that one ends."""
    by_id: dict[str, list[Entry]] = {}
    for rule in rules:
        by_id.setdefault(rule["id"], []).append(rule)
    for versions in by_id.values():
        for rule in versions:
            yield from _succession(rule, by_id)
            if rule["valid_to"] and rule["valid_to"] < rule["valid_from"]:
                yield f"{rule['id']}: ends before it begins"
    superseded = {rule["supersedes"] for versions in by_id.values() for rule in versions if rule["supersedes"]}
    for name, versions in by_id.items():
        if any(rule["valid_to"] for rule in versions) and name not in superseded:
            yield f"{name}: ends, and nothing supersedes it"


def _succession(rule: Entry, by_id: Mapping[str, list[Entry]]) -> Iterator[str]:
    before = rule["supersedes"]
    if before is None:
        return
    if before not in by_id:
        yield f"{rule['id']}: supersedes {before}, which is no rule"
        return
    begins = date.fromisoformat(rule["valid_from"])
    for old in by_id[before]:
        ends = date.fromisoformat(old["valid_to"]) if old["valid_to"] else date.max
        if ends >= begins:
            yield f"{rule['id']}: overlaps {before}"
        elif ends + timedelta(days=1) < begins:
            yield f"{rule['id']}: leaves a gap after {before}"


def coverage_faults(rules: Iterable[Entry], *, cited: Collection[tuple[str, str]]) -> Iterator[str]:
    """``cited``: id and part of every rule that spoke in some case."""
    for rule in rules:
        if (rule["id"], rule["part"]) not in cited:
            yield f"{rule['id']}#{rule['part']}: no case shows it"


def code_faults(texts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield from (f"texts.yaml lacks the remedy {code}" for code in REMEDIES if code not in texts["remedies"])
    yield from (f"texts.yaml lacks the payer {code}" for code in (*PAYERS, "none") if code not in texts["payers"])
