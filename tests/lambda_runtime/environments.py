"""Virtual environments beside ours, made once and again when their requirements change."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
REQUIREMENTS: Final = Path(__file__).parent / "requirements"


def python_of(name: str) -> Path:
    """The interpreter of the environment that ``requirements/<name>.txt`` describes."""
    folder = ROOT / "build" / "environments" / name
    requirements = REQUIREMENTS / f"{name}.txt"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = folder / "stamp"
        wanted = _digest(requirements)
        if not stamp.exists() or stamp.read_text() != wanted:
            _make(folder, requirements)
            stamp.write_text(wanted)
    return folder / "bin" / "python"


def _digest(requirements: Path) -> str:
    constraints = ROOT / "constraints.txt"
    return hashlib.sha256(requirements.read_bytes() + constraints.read_bytes() + sys.version.encode()).hexdigest()


def _make(folder: Path, requirements: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", str(requirements)]
    subprocess.run([str(folder / "bin" / "python"), *install], check=True)
