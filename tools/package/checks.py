"""What must hold of a finished package, and how big it is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from infra.aws.assertions import problems

from .build import Package

LARGEST_ZIP: Final = 15_000_000
SHOWN: Final = 8


def check(package: Package) -> list[str]:
    """All problems of the package, one line each."""
    found = problems(json.loads(package.template.read_text(encoding="utf-8")))
    found += lint(package.template)
    if package.zip.stat().st_size > LARGEST_ZIP:
        found.append(f"the zip has {megabytes(package.zip.stat().st_size)}, the limit is {megabytes(LARGEST_ZIP)}")
    return found


def lint(template: Path) -> list[str]:
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--format", "parseable", str(template)]
    done = subprocess.run(command, text=True, capture_output=True, check=False)
    return [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]


def size_table(package: Package) -> str:
    """The largest parts of the zip, then all of it."""
    zipped: Counter[str] = Counter()
    unzipped: Counter[str] = Counter()
    with ZipFile(package.zip) as content:
        for entry in content.infolist():
            part = entry.filename.split("/")[0]
            zipped[part] += entry.compress_size
            unzipped[part] += entry.file_size
    rows = [(part, size, unzipped[part]) for part, size in zipped.most_common(SHOWN)]
    shown = {part for part, _, _ in rows}
    rest = [part for part in zipped if part not in shown]
    rows.append((f"{len(rest)} others", sum(zipped[part] for part in rest), sum(unzipped[part] for part in rest)))
    rows.append(("all", package.zip.stat().st_size, sum(unzipped.values())))
    lines = [f"{part:<24}{megabytes(small):>10}{megabytes(large):>12}" for part, small, large in rows]
    return "\n".join([f"{'part':<24}{'zipped':>10}{'unzipped':>12}", *lines])


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
