"""Rules are written as YAML and shipped as JSON: both say the same."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from chalicelib.routing.datafile import FOLDER, compile_all, packaged
from chalicelib.routing.promise_book import PromiseBook
from chalicelib.routing.reasons import ReasonBook
from chalicelib.routing.rules import RuleBook


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    for written in FOLDER.glob("*.yaml"):
        shutil.copy(written, tmp_path)
    compile_all(tmp_path)
    return tmp_path


def test_compiling_replaces_every_file(compiled: Path) -> None:
    assert {path.name for path in compiled.iterdir()} == {f"{path.stem}.json" for path in FOLDER.glob("*.yaml")}


@pytest.mark.parametrize(
    ("name", "shape"), [("promises.yaml", PromiseBook), ("rules.yaml", RuleBook), ("reasons.yaml", ReasonBook)]
)
def test_compiled_file_says_the_same_without_a_yaml_reader(
    compiled: Path, name: str, shape: type[PromiseBook | RuleBook | ReasonBook], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = packaged(name, shape)
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert packaged(name, shape, folder=compiled) == written
