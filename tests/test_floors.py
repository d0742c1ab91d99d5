"""Which room may use which: the floors of ``docs/architecture.md``, read from the imports of every source file.

A room may use itself and the floors below it, never a neighbour and never upwards. Imports inside functions and
under ``TYPE_CHECKING`` count too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]

FLOORS: Final = (
    {"chalicelib.model"},
    {"chalicelib.calendars"},
    {"chalicelib.understanding", "chalicelib.policies", "chalicelib.routing", "chalicelib.letters"},
    {"chalicelib.channels", "chalicelib.counting"},
    {"chalicelib.store", "chalicelib.gateways"},
    {"chalicelib.surveys", "chalicelib.aftersales", "chalicelib.drafting", "chalicelib.matters"},
    {"chalicelib.intake", "chalicelib.desk", "chalicelib.reports", "chalicelib.webhooks", "chalicelib.alerts"},
    {"chalicelib.background"},
    {"chalicelib.runtime"},
    {"chalicelib.web", "chalicelib.workers"},
    {"app"},
    {"infra.local", "infra.aws"},
    {"tools"},
)
HEIGHT: Final = {room: height for height, floor in enumerate(FLOORS) for room in floor}

# Who may know these libraries; everybody else goes through the rooms named here.
LIBRARIES: Final = {
    "chalice": {"chalicelib.web", "app", "infra.local", "infra.aws", "tools"},
    "boto3": {"chalicelib.store", "chalicelib.gateways", "chalicelib.runtime", "infra.local", "infra.aws", "tools"},
    "botocore": {"chalicelib.store", "chalicelib.gateways", "chalicelib.runtime", "infra.local", "infra.aws", "tools"},
    "jieba": {"chalicelib.understanding"},
    "sqlite3": {"infra.local"},
}


def sources() -> list[Path]:
    """Every source file of ours that ships or serves, as paths from the root."""
    folders = ("chalicelib", "infra", "tools")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    files.extend(ROOT.glob("app.py"))
    return sorted(path.relative_to(ROOT) for path in files)


def room_of(module: str) -> str:
    """``chalicelib.store.keys`` lives in ``chalicelib.store``; ``tools.package`` in ``tools``."""
    first, *rest = module.split(".")
    return f"{first}.{rest[0]}" if first in {"chalicelib", "infra"} and rest else first


def module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, source: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, relative imports resolved."""
    package = path.with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(source, filename=str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def offences(path: Path, source: str) -> Iterator[str]:
    here = room_of(module_name(path))
    for line, name in imported(path, source):
        there = room_of(name)
        if there in HEIGHT and here in HEIGHT and there != here and HEIGHT[there] >= HEIGHT[here]:
            yield f"{path}:{line}: {here} must not use {there}: it is not on a lower floor"
        if here not in LIBRARIES.get(name.split(".")[0], {here}):
            yield f"{path}:{line}: {here} must not use {name.split('.')[0]}"


@pytest.mark.parametrize("path", sources(), ids=str)
def test_a_room_only_uses_what_lies_below_it(path: Path) -> None:
    found = list(offences(path, (ROOT / path).read_text(encoding="utf-8")))
    assert found == []


def test_every_room_has_a_floor() -> None:
    rooms = {room_of(module_name(path)) for path in sources()} - {"chalicelib", "infra"}
    assert rooms <= HEIGHT.keys()


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("chalicelib/model/x.py", "from chalicelib.store import keys", "model must not use chalicelib.store"),
        ("chalicelib/desk/x.py", "from ..intake import process", "chalicelib.desk must not use chalicelib.intake"),
        ("chalicelib/web/x.py", "def f():\n    import boto3", "x.py:2: chalicelib.web must not use boto3"),
        ("chalicelib/intake/x.py", "import jieba.analyse", "chalicelib.intake must not use jieba"),
        ("chalicelib/web/x.py", "from tools import package", "chalicelib.web must not use tools"),
    ],
)
def test_an_offence_is_named_with_its_place(path: str, source: str, said: str) -> None:
    (offence,) = offences(Path(path), source)
    assert said in offence


def test_downwards_and_within_is_fine() -> None:
    source = "from ..model import errors\nfrom .keys import PK\nimport boto3\nimport json"
    assert list(offences(Path("chalicelib/store/x.py"), source)) == []
