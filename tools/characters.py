"""Writes the character table of the understanding room from the Open Chinese Convert dictionaries (Apache-2.0)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def _candidates(dictionary: Path) -> dict[str, list[str]]:
    """Character → what it may turn into, most usual first."""
    lines = dictionary.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {source: targets.split() for source, targets in pairs}


def _certain(candidates: dict[str, list[str]]) -> str:
    """The characters that only the source script uses."""
    return "".join(sorted(source for source, targets in candidates.items() if source not in targets))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools characters", description=__doc__)
    parser.add_argument("dictionaries", type=Path, help="folder with TSCharacters.txt and STCharacters.txt")
    parser.add_argument("--to", type=Path, default=Path("chalicelib/understanding/data/characters.json"))
    arguments = parser.parse_args(argv)
    to_simplified = _candidates(arguments.dictionaries / "TSCharacters.txt")
    to_traditional = _candidates(arguments.dictionaries / "STCharacters.txt")
    changed = {source: targets[0] for source, targets in sorted(to_simplified.items()) if source != targets[0]}
    table = {
        "source": "Open Chinese Convert (OpenCC) TSCharacters and STCharacters, Apache-2.0",
        "traditional": "".join(changed),
        "simplified": "".join(changed.values()),
        "only_traditional": _certain(to_simplified),
        "only_simplified": "".join(c for c in _certain(to_traditional) if c not in changed),
    }
    arguments.to.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(changed)} characters written to {arguments.to}")
    return 0
