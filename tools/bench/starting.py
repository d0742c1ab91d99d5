"""What the API function costs before its first request: CPU to import it, and what it loads."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
RUNS: Final = 3
HEAD: Final = ("API function, fresh interpreter", "CPU, ms", "÷ bare", "modules", "source, MB")
_PROBE: Final = """
import json, sys, time
from pathlib import Path
{statement}
spent = time.process_time()
files = {{module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}}
size = sum(Path(file).stat().st_size for file in files if Path(file).exists())
print(json.dumps([spent, len(sys.modules), size]))
"""
_STATEMENTS: Final = {
    "bare Python": "",
    "import boto3": "import boto3",
    "import pydantic": "from pydantic import BaseModel",
    "import app": "import app",
    "import app and the classifier": "import app; from chalicelib.understanding.assess import assess; assess('坏了')",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    what: str
    cpu: float
    times_bare: float
    modules: int
    size: int

    def row(self) -> tuple[str, ...]:
        size = f"{self.size / 1e6:.1f}"
        return (self.what, f"{self.cpu * 1_000:.0f}", f"{self.times_bare:.1f}", str(self.modules), size)


def starts() -> list[Start]:
    """The fastest of some runs each; compare the ratios, not the times."""
    measured = {what: min(_run(statement) for _ in range(RUNS)) for what, statement in _STATEMENTS.items()}
    bare, *_ = measured["bare Python"]
    return [
        Start(what=what, cpu=cpu, times_bare=cpu / bare, modules=modules, size=size)
        for what, (cpu, modules, size) in measured.items()
    ]


def _run(statement: str) -> tuple[float, int, int]:
    command = [sys.executable, "-c", _PROBE.format(statement=statement)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    cpu, modules, size = json.loads(done.stdout.splitlines()[-1])
    return cpu, modules, size
