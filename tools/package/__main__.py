"""``python -m tools.package FOLDER`` builds into FOLDER, checks and shows sizes. Exit 1 when a check fails."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from .build import ROOT, ensure
from .checks import check, size_table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.package", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "build" / "package")
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - started:5.1f} s] {line}", flush=True)

    package = ensure(parser.parse_args().folder, say=say)
    say("template and zip are checked")
    found = check(package)
    print(size_table(package))
    if found:
        print("\n".join(["", f"{len(found)} problems:", *found]), file=sys.stderr)
        return 1
    say(f"ready: {package.template} and {package.zip}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
