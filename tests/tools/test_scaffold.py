"""A new channel from nothing passes the conformance suite, in a copy of the project."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.scaffolding.command import ROOT, main, scaffold

COPIED = ("chalicelib", "infra", "tools", "tests", "docs", "app.py", "pyproject.toml")
JUNK = shutil.ignore_patterns("__pycache__", "*.eml", "tour")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=JUNK)
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def run(project: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_scaffolded_channel_passes_its_conformance_suite(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["channel", "red_shop", "--into", str(project)]) == 0
    assert "chalicelib/channels/red_shop/channel.py" in capsys.readouterr().out
    run(project, "-m", "tools.feature_matrix")
    tests = ("tests/channels/test_conformance.py", "tests/tools/test_feature_matrix.py")
    passed = run(
        project, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "-k", "red_shop or test_every_channel or table"
    )
    assert " passed" in passed
    assert "failed" not in passed
    assert "red_shop: 2 passed, 0 failed" in run(project, "-m", "tools", "check-vectors", "tests/channels/vectors")
    assert "`red_shop`" in (project / "docs/channels/README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["", "Red", "1shop", "a-b", "a__b", "../x", "x" * 31])
def test_a_bad_name_writes_nothing(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["channel", name, "--into", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []
    assert "name" in capsys.readouterr().err


def test_a_known_channel_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["channel", "line"]) == 2
    assert "already" in capsys.readouterr().err


def test_lines_go_into_the_lists_by_the_alphabet(project: Path) -> None:
    scaffold("aaa_shop", into=project)
    scaffold("zzz_shop", into=project)
    registry = (project / "chalicelib/channels/registry.py").read_text("utf-8")
    names = [line.split('"')[1] for line in registry.splitlines() if ".channel:" in line]
    assert names == sorted(names)
