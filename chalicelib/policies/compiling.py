"""From ``rules/*.yaml`` to the form that is loaded: checked against the schema, made whole, put in order.

Runs at packaging and in tests; production reads what it wrote. Needs PyYAML.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Final

import yaml

from chalicelib.model.errors import ConfigurationError

from .formulas import names_in, parsed
from .rulebook import COMPILED

FOLDER: Final = Path(__file__).with_name("rules")
LANGUAGES: Final = ("zh-Hans", "zh-Hant", "en")
NOT_RULES: Final = ("vocabulary", "words", "texts")
UNITS: Final = ("days", "workdays", "hours", "months", "years")

Entry = dict[str, Any]

_OUTCOME: Final = (
    "grants", "denies", "freight", "logistics", "evidence", "flags", "steps", "deadlines", "amounts", "lets_pass",
)  # fmt: skip
_ALWAYS_READ: Final = frozenset(
    {"issue", "jurisdiction", "channel", "buyer", "buyer_or_place", "distance", "consumer_sale"}
)


def build_rules(target: Path = COMPILED) -> None:
    """Writes what ``rulebook`` loads next to the code."""
    target.write_text(json.dumps(compiled(), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def compiled(folder: Path = FOLDER) -> Entry:
    """Raises ``ConfigurationError`` naming the rule and the field."""
    rules = in_order([compiled_rule(entry) for entry in entries(folder)])
    words = _read(folder / "words.yaml")
    made: Entry = {
        "rules": rules,
        "vocabulary": _vocabulary(_read(folder / "vocabulary.yaml")["facts"]),
        "lexicon": {**words, "categories": words["categories"]},
        "texts": {kind: _named(texts) for kind, texts in _read(folder / "texts.yaml").items()},
    }
    return {"version": _version(made), **made}


def entries(folder: Path = FOLDER) -> Iterator[Entry]:
    """Every rule as written, its file's defaults filled in."""
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in NOT_RULES:
            written = _read(path)
            for rule in written["rules"]:
                yield written.get("defaults", {}) | rule


def _read(path: Path) -> Entry:
    try:
        read: Entry = yaml.load(path.read_text(encoding="utf-8"), Loader=_Dateless)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path.name} is not YAML: {error}") from error
    return read


class _Dateless(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Leaves dates as text: the compiled form is JSON."""


_Dateless.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Dateless.yaml_implicit_resolvers.items()
}


def compiled_rule(entry: Entry) -> Entry:
    try:
        return _compiled_rule(entry)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(f"rule {entry.get('id', '?')}: {error!r}") from error


def _compiled_rule(entry: Entry) -> Entry:
    periods = entry.get("periods") or ([entry["period"]] if "period" in entry else [])
    outcomes = [_outcome(_shared(entry) | more) for more in entry.get("outcomes") or [{}]]
    made: Entry = {
        "id": entry["id"],
        "part": entry.get("part", ""),
        "jurisdiction": entry["jurisdiction"],
        "layer": entry["layer"],
        "family": entry["family"],
        "says": entry["says"],
        "source": entry["source"],
        "confidence": entry["confidence"],
        "version_by": entry["version_by"],
        "valid_from": date.fromisoformat(entry["valid_from"]).isoformat(),
        "valid_to": date.fromisoformat(entry["valid_to"]).isoformat() if "valid_to" in entry else None,
        "region": entry.get("region"),
        "profiles": entry.get("profiles", []),
        "issues": entry["issues"],
        "when": conditions(entry.get("when", {})),
        "unless": conditions(entry.get("unless", {})),
        "needs": entry.get("needs", []),
        "yields_to": entry.get("yields_to", []),
        "periods": list(map(_period, periods)),
        "outcomes": outcomes,
        "over": _outcome(entry["over"]) if "over" in entry else None,
        "supersedes": entry.get("supersedes"),
    }
    return made | {"reads": sorted(reads(made) - _ALWAYS_READ)}


def _shared(entry: Entry) -> Entry:
    return {name: entry[name] for name in _OUTCOME if name in entry}


def _outcome(written: Entry) -> Entry:
    unknown = written.keys() - {*_OUTCOME, "when"}
    if unknown:
        raise ValueError(f"an outcome has no {', '.join(sorted(unknown))}")
    made = dict(written)
    made["when"] = conditions(written.get("when", {}))
    made |= {name: list(map(_period, written[name])) for name in ("steps", "deadlines") if name in written}
    made["amounts"] = [[name, parsed(str(formula))] for name, formula in written.get("amounts", {}).items()]
    return made


def _period(written: Entry) -> Entry:
    [unit] = [name for name in UNITS if name in written]
    made = {name: value for name, value in written.items() if name not in {unit, "from", "when"}}
    return {
        **made,
        "count": written[unit],
        "unit": unit,
        "start": written["from"],
        "when": conditions(written.get("when", {})),
    }


def conditions(written: Mapping[str, Any]) -> list[list[Any]]:
    """``{name: value | [values] | {test: operand}}`` as triples."""
    made: list[list[Any]] = []
    for name, wanted in written.items():
        if isinstance(wanted, Mapping):
            made.extend([name, test, operand] for test, operand in wanted.items())
        else:
            made.append([name, "in", wanted if isinstance(wanted, list) else [wanted]])
    return made


def reads(rule: Entry) -> frozenset[str]:
    """Every fact that a rule looks at."""
    return frozenset(_read_by(rule))


def _read_by(rule: Entry) -> Iterator[str]:
    outcomes = [*rule["outcomes"], *([rule["over"]] if rule["over"] else [])]
    yield from _condition_names([*rule["when"], *rule["unless"]])
    for outcome in outcomes:
        yield from _condition_names(outcome["when"])
        for _, formula in outcome["amounts"]:
            yield from names_in(formula)
    dated = [period for one in outcomes for kind in ("steps", "deadlines") for period in one.get(kind, ())]
    for period in [*rule["periods"], *dated]:
        yield from _condition_names(period["when"])
        named = (period["start"], period["count"], period.get("asked"), period.get("plus"))
        yield from (name for name in named if isinstance(name, str))


def _condition_names(written: Iterable[list[Any]]) -> Iterator[str]:
    for name, test, operand in written:
        yield name
        if test not in {"in", "known"} and isinstance(operand, str):
            yield operand


def in_order(rules: list[Entry]) -> list[Entry]:
    """Each rule after those that it needs or yields to; otherwise as written."""
    keys = [f"{rule['id']}#{number}" for number, rule in enumerate(rules)]
    known: dict[str, list[str]] = {}
    for key, rule in zip(keys, rules, strict=True):
        known.setdefault(rule["id"], []).append(key)
        known.setdefault(f"{rule['layer']}:{rule['family']}", []).append(key)
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for number, (key, rule) in enumerate(zip(keys, rules, strict=True)):
        sorter.add(key, *_before(rule, known, keys[:number]))
    try:
        order = list(sorter.static_order())
    except CycleError as error:
        raise ConfigurationError(f"rules wait for each other: {' → '.join(error.args[1])}") from error
    by_key = dict(zip(keys, rules, strict=True))
    return [by_key[key] for key in order]


def _before(rule: Entry, known: Mapping[str, list[str]], earlier: list[str]) -> Iterator[str]:
    """Parts of the same rule depend on each other only in the order in which they are written."""
    for name in (*rule["needs"], *rule["yields_to"]):
        if name not in known:
            raise ConfigurationError(f"rule {rule['id']} refers to '{name}', which is no rule")
        same = [one for one in known[name] if one.partition("#")[0] == rule["id"]]
        yield from (one for one in known[name] if one not in same or one in earlier)


def _vocabulary(written: Mapping[str, Entry]) -> Entry:
    names: dict[str, str] = {}
    for name, about in written.items():
        for spelling in (name, *about.get("also", ())):
            if names.setdefault(spelling, name) != name:
                raise ConfigurationError(f"vocabulary.yaml: '{spelling}' is a name of {names[spelling]} and of {name}")
    return {"kinds": {name: about["kind"] for name, about in written.items()}, "names": names}


def _named(texts: Mapping[str, list[str]]) -> Entry:
    return {code: dict(zip(LANGUAGES, words, strict=True)) for code, words in texts.items()}


def _version(made: Entry) -> str:
    """Of the content, so that the same name never stands for other rules."""
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:12]
