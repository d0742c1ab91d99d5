"""Pruned, compiled, and the same bytes from the same input."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools.package import archive

SOURCE = "NAMES = frozenset({'质量', '物流', 'policy'})\n\n\ndef greet(name):\n    return f'hello {name}'\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    for name in ("room/greeting.py", "jieba/posseg/viterbi.py", "jieba/dict.txt", "room/__pycache__/old.pyc"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SOURCE, encoding="utf-8")
    (root / "room" / "native.so").write_bytes(b"\x7fELF")
    return root


def names(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in archive.files_in(root)]


def test_what_no_function_uses_goes(tree: Path) -> None:
    saved = archive.prune(tree)
    assert names(tree) == ["jieba/dict.txt", "room/greeting.py", "room/native.so"]
    assert saved == 2 * len(SOURCE.encode())


def test_a_library_keeps_its_name_and_loses_its_page(tree: Path) -> None:
    said = tree / "room-1.0.dist-info" / "METADATA"
    said.parent.mkdir()
    said.write_text("Metadata-Version: 2.4\nName: room\nVersion: 1.0\n\n# Room\n\nRead me.\n", encoding="utf-8")
    saved = archive.without_descriptions(tree)
    [found] = distributions(name="room", path=[str(tree)])
    assert (found.version, found.metadata["Name"]) == ("1.0", "room")
    assert saved == len("\n# Room\n\nRead me.\n")


def test_bytecode_is_used_without_a_look_at_the_source(tree: Path) -> None:
    archive.prune(tree)
    archive.precompile(tree)
    (tree / "room" / "greeting.py").write_text("raise SystemExit('compiled again')", encoding="utf-8")
    program = "from room.greeting import greet; print(greet('you'))"
    done = subprocess.run([sys.executable, "-c", program], cwd=tree, text=True, capture_output=True, check=True)
    assert done.stdout == "hello you\n"


def test_the_same_tree_makes_the_same_zip(tree: Path, tmp_path: Path) -> None:
    zips = []
    for number in (1, 2):
        again = tmp_path / f"again{number}"
        archive.pack(tree, tmp_path / "source.zip")
        archive.unpack(tmp_path / "source.zip", again)
        archive.prune(again)
        archive.precompile(again)
        archive.pack(again, tmp_path / f"{number}.zip")
        zips.append((tmp_path / f"{number}.zip").read_bytes())
    assert zips[0] == zips[1]


def test_libraries_may_be_executed_and_everything_read(tree: Path, tmp_path: Path) -> None:
    archive.pack(tree, tmp_path / "zip")
    with ZipFile(tmp_path / "zip") as packed:
        modes = {entry.filename: entry.external_attr >> 16 for entry in packed.infolist()}
    assert modes["room/native.so"] == 0o755
    assert modes["room/greeting.py"] == 0o644


def test_a_library_runs_without_its_source_and_ours_keeps_its_own(tree: Path) -> None:
    (tree / "chalicelib").mkdir()
    (tree / "chalicelib" / "__init__.py").write_text("from room.greeting import greet\n", encoding="utf-8")
    archive.prune(tree)
    archive.precompile(tree)
    saved = archive.without_sources(tree)
    assert saved == len(SOURCE.encode())
    assert not (tree / "room" / "greeting.py").exists()
    assert (tree / "chalicelib" / "__init__.py").exists()
    program = "import chalicelib, room.greeting; print(chalicelib.greet('you'), room.greeting.__file__[-4:])"
    done = subprocess.run([sys.executable, "-c", program], cwd=tree, text=True, capture_output=True, check=True)
    assert done.stdout == "hello you .pyc\n"
