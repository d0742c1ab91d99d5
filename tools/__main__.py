"""``python -m tools <command>``: finds the command, loads only it, and hands over its arguments."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "bench": ("tools.bench.run:main", "show calls, CPU and start-up beside the budgets"),
    "characters": ("tools.characters:main", "write the table of Chinese characters from OpenCC's dictionaries"),
    "check-vectors": ("tools.check_vectors:main", "replay recorded deliveries against the channels"),
    "classify": ("tools.classify:main", "say what each text complains of (JSON lines)"),
    "corrections": ("tools.learning.corrections:main", "write corrections of the desk as labelled texts, masked"),
    "early-warning": ("tools.early_warning:main", "look for sudden rises of complaints now"),
    "entitle": ("tools.entitle:main", "say what each customer is entitled to (JSON lines)"),
    "holidays": ("tools.holidays:main", "write the calendars of holidays from two libraries"),
    "fuzz-mail": ("tools.fuzz_mail:main", "read mails that libFuzzer makes, until one breaks"),
    "erase": ("tools.persons:erase", "erase what is kept of one person"),
    "export": ("tools.persons:export", "write what is kept of one person as JSON lines"),
    "import": ("tools.importing.command:main", "send complaints of a CSV, XLSX or JSONL file to a relay"),
    "recompute": ("tools.recompute:main", "measure the promises of every open complaint of a shop again"),
    "reseal": ("tools.reseal:main", "seal everything under the newest key"),
    "replay": ("tools.replay:main", "put deliveries from quarantine back into the intake queue"),
    "replay-fixture": ("tools.replay_fixture:main", "send a channel's recorded call, freshly signed, to a server"),
    "simulate": ("tools.simulation.command:main", "show what a rush would do to the desk, and whom it needs"),
    "reprocess": ("tools.reprocess:main", "count the numbers of all reports again from the events"),
    "export-events": ("tools.exporting.command:main", "write every event without personal data, by day, for Athena"),
    "monthly-report": ("tools.monthly_report:main", "write the report of a month as PDF or HTML"),
    "scaffold": ("tools.scaffolding.command:main", "write the skeleton of a new channel"),
    "import-orders": ("tools.importing.orders:main", "put orders of a CSV, XLSX or JSONL file into the directory"),
    "mask": ("tools.mask:main", "hide personal data in each text (JSON lines)"),
    "model": ("tools.learning.command:main", "compare, release and roll back classifier models"),
    "read-mail": ("tools.read_mail:main", "read e-mail files"),
    "train": ("tools.train:main", "train and measure the classifier"),
}
"""Command → where its ``main(argv) -> int`` is, and one line about it."""


def main(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help"):
        print(_help())
        return 0 if argv else 2
    name, *arguments = argv
    if name not in COMMANDS:
        print(f"no command '{name}'\n\n{_help()}", file=sys.stderr)
        return 2
    module, _, function = COMMANDS[name][0].partition(":")
    try:
        command = import_module(module)
    except ModuleNotFoundError as missing:
        if _is_ours(missing.name or ""):
            raise
        print(
            f"{name} needs the package {missing.name}: install what development needs by `make setup`", file=sys.stderr
        )
        return 2
    status: int = getattr(command, function)(arguments)
    return status


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in ("chalicelib", "infra", "tests", "tools")


def _help() -> str:
    commands = "\n".join(f"  {name:<16}{about}" for name, (_, about) in sorted(COMMANDS.items()))
    return f"usage: python -m tools <command> [arguments]\n\n{commands}\n\nEach command explains itself with --help."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
