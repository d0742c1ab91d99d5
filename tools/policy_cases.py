"""Cases with an expected answer: read, compared field by field, counted in a table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from chalicelib.policies.engine import entitle

from .bench.tables import table

FIELDS: Final = ("entitled", "not_entitled", "deadlines", "payer", "amounts", "rules", "flags")
"""What has to be exact. Wording of free text is not compared, nor the order of lists."""

Case = Mapping[str, Any]


def read_cases(path: Path) -> list[Case]:
    """JSON lines, or YAML with ``base`` facts by jurisdiction under each case's own."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    written = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the safest: everything stays text
    return [_on_base(case, written["base"]) for case in written["cases"]]


def _on_base(case: dict[str, Any], base: Mapping[str, Any]) -> Case:
    own = case.get("facts", {})
    return case | {"facts": {**base[own.get("jurisdiction", "CN")], **own}}


@dataclass(slots=True)
class Compared:
    """``wrong``: case, field, expected, answered."""

    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def rows(self) -> list[tuple[str, ...]]:
        failed = Counter(name for _, name, _, _ in self.wrong)
        return [(name, str(self.asked[name] - failed[name]), str(self.asked[name])) for name in FIELDS]

    def told(self, title: str) -> str:
        lines = [
            f"{case}: {name}: expected {expected}, answered {answered}" for case, name, expected, answered in self.wrong
        ]
        return "\n".join([table(title, ("field", "exact", "cases"), self.rows()), *lines])


def compared(cases: Iterable[Case]) -> Compared:
    """A field is compared where the case states it."""
    found = Compared()
    for case in cases:
        answered = answer_to(case)
        for name, expected in expected_of(case):
            found.asked[name] += 1
            if answered[name] != expected:
                found.wrong.append((str(case["id"]), name, expected, answered[name]))
    return found


def answer_to(case: Case) -> dict[str, Any]:
    answer = entitle(case["facts"]).plain()
    return {
        "entitled": set(answer["entitled"]),
        "not_entitled": set(answer["not_entitled"]),
        "deadlines": {(one["by"], one["nominal"], one["effective"]) for one in answer["deadlines"]},
        "payer": answer["freight"]["payer"],
        "amounts": answer["amounts"],
        "rules": set(answer["rules"]),
        "flags": set(answer["flags"]),
    }


def expected_of(case: Case) -> Iterator[tuple[str, Any]]:
    expected = case["expected"]
    for name in ("entitled", "not_entitled", "rules", "flags"):
        if name in expected:
            yield name, set(expected[name])
    if "deadlines" in expected:
        yield "deadlines", {(one["by"], one["nominal"], one["effective"]) for one in expected["deadlines"]}
    if "freight" in expected:
        yield "payer", expected["freight"]["payer"]
    if "amounts" in expected or "entitled" in expected:
        yield "amounts", expected.get("amounts", {})
