"""From the zip that Chalice makes to the one that ships: pruned, compiled, the same bytes from the same input."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

TASK_ROOT: Final = "/var/task"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)

OURS: Final = ("app.py", "chalicelib")

# What no function of ours ever imports or reads, as patterns from the root of the zip.
UNUSED: Final = (
    "jieba/__main__.py",
    "jieba/lac_small",  # needs PaddlePaddle
    "jieba/posseg",
    "jieba/analyse",
    "jieba/finalseg/*.p",  # for Jython
    "aws_lambda_powertools/event_handler",  # only batch, logging and metrics are used, and what they import
    "aws_lambda_powertools/utilities/auth_alpha",
    "aws_lambda_powertools/utilities/circuit_breaker",
    "aws_lambda_powertools/utilities/data_masking",
    "aws_lambda_powertools/utilities/feature_flags",
    "aws_lambda_powertools/utilities/idempotency",
    "aws_lambda_powertools/utilities/kafka",
    "aws_lambda_powertools/utilities/parameters",
    "aws_lambda_powertools/utilities/streaming",
    "aws_lambda_powertools/utilities/validation",
    "pydantic/mypy.py",
    "pydantic/v1",  # for models in the manner of pydantic 1, of which there are none
    "urllib3/contrib/emscripten",  # for browsers
    "urllib3/contrib/pyopenssl.py",  # for Pythons without ssl
    "cffi",  # cryptography needs its C half only
    "pycparser",
    "**/__pycache__",
    "**/*.pyi",
    "**/*.dist-info/RECORD",
    "**/*.dist-info/sboms",
)


def unpack(archive: Path, tree: Path) -> None:
    shutil.rmtree(tree, ignore_errors=True)
    with ZipFile(archive) as zipped:
        zipped.extractall(tree)


def prune(tree: Path, patterns: tuple[str, ...] = UNUSED) -> int:
    """Removes what is unused and says how many bytes that were."""
    before = size_of(tree)
    for pattern in patterns:
        for path in list(tree.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    return before - size_of(tree)


def without_descriptions(tree: Path) -> int:
    """Of what a library says of itself the fields stay, its name, version and licence among them; the page that package
    indexes show below them goes. Says how many bytes that were.
    """
    before = size_of(tree)
    for path in tree.glob("*.dist-info/METADATA"):
        fields, _, _ = path.read_text(encoding="utf-8").partition("\n\n")
        path.write_text(f"{fields}\n", encoding="utf-8")
    return before - size_of(tree)


def size_of(tree: Path) -> int:
    return sum(path.stat().st_size for path in files_in(tree))


def files_in(tree: Path) -> Iterator[Path]:
    return (path for path in sorted(tree.rglob("*")) if path.is_file())


def precompile(tree: Path) -> None:
    """Bytecode beside every source. It is never checked against the source (``unchecked-hash``): the zip is read-only.

    A process of its own, because what an interpreter has seen before changes the bytes that ``marshal`` writes.
    """
    options = ["-q", "-j", "1", "--invalidation-mode", "unchecked-hash", "-s", str(tree), "-p", TASK_ROOT]
    subprocess.run([sys.executable, "-I", "-m", "compileall", *options, str(tree)], check=True)


def without_sources(tree: Path, *, ours: tuple[str, ...] = OURS) -> int:
    """Libraries are left as bytecode only, where Python finds it without a source (PEP 3147). Says how many bytes that
    were. Our own sources stay: tracebacks show their lines, and models read their docstrings from them.
    """
    before = size_of(tree)
    for source in list(tree.rglob("*.py")):
        compiled = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
        if source.relative_to(tree).parts[0] in ours or not compiled.exists():
            continue
        compiled.replace(source.with_suffix(".pyc"))
        source.unlink()
    return before - size_of(tree)


def pack(tree: Path, archive: Path) -> None:
    with ZipFile(archive, "w", compression=ZIP_DEFLATED, compresslevel=9) as zipped:
        for path in files_in(tree):
            entry = ZipInfo(path.relative_to(tree).as_posix(), date_time=EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
            zipped.writestr(entry, path.read_bytes())
