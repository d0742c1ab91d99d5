"""The steps of a build, and when one can be spared because nothing it depends on has changed."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.aws.template import joined

from . import archive

ROOT: Final = Path(__file__).parents[2]
STAGE: Final = "aws"
"""Chalice's stage. One package serves all of ours: which one it is, is a parameter of the template."""

INPUTS: Final = (
    "app.py",
    "chalicelib/**/*",
    "infra/aws/**/*",
    "tools/package/*.py",
    ".chalice/*.json",
    "requirements.txt",
    "constraints.txt",
)
_BUILT: Final = ("sam.json", "deployment.zip")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Package:
    """The two files that are deployed, and the unpacked content of the zip."""

    folder: Path

    @property
    def template(self) -> Path:
        return self.folder / "sam.json"

    @property
    def zip(self) -> Path:
        return self.folder / "deployment.zip"

    @property
    def tree(self) -> Path:
        return self.folder / "tree"


def ensure(folder: Path, *, root: Path = ROOT, say: Say = print) -> Package:
    """The package of the sources as they are now; built unless it is there. Safe to call side by side."""
    package = Package(folder.absolute())
    with _alone(package.folder):
        wanted = fingerprint(root)
        if _built(package) == wanted:
            say("the package is up to date")
        else:
            _build(package, root=root, say=say)
            _mark(package).write_text(wanted, encoding="ascii")
    return package


def fingerprint(root: Path) -> str:
    """Names and contents of everything the package is made from, and the interpreter that compiles it."""
    digest = hashlib.sha256(sys.version.encode())
    for path in _inputs(root):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _inputs(root: Path) -> list[Path]:
    found = {path for pattern in INPUTS for path in root.glob(pattern) if path.is_file()}
    return sorted(path for path in found if path.suffix != ".pyc")


def _mark(package: Package) -> Path:
    return package.folder / "fingerprint"


def _built(package: Package) -> str | None:
    complete = all((package.folder / name).exists() for name in _BUILT) and package.tree.is_dir()
    mark = _mark(package)
    return mark.read_text(encoding="ascii") if complete and mark.exists() else None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(package: Package, *, root: Path, say: Say) -> None:
    shutil.rmtree(package.folder, ignore_errors=True)
    package.folder.mkdir(parents=True)
    say("1/4 Chalice gathers the wheels and writes the template")
    _run_chalice(package, root=root)
    say("2/4 what no function uses is removed")
    archive.unpack(package.zip, package.tree)
    archive.prune(package.tree)
    archive.without_descriptions(package.tree)
    say("3/4 dictionary and rules are built and everything compiled")
    _add_dictionary(package.tree)
    _add_rules(package.tree)
    archive.precompile(package.tree)
    archive.without_sources(package.tree)
    say("4/4 the zip is written")
    archive.pack(package.tree, package.zip)


def _run_chalice(package: Package, *, root: Path) -> None:
    """Chalice's cache knows contents but not names of files, so it always starts without one."""
    shutil.rmtree(root / ".chalice" / "deployments", ignore_errors=True)
    merge = package.folder / "resources.json"
    merge.write_text(json.dumps(joined(), indent=1), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("chalice")), "--project-dir", str(root), "package"]
    options = ["--stage", STAGE, "--merge-template", str(merge), str(package.folder)]
    environment = {"AWS_DEFAULT_REGION": "us-east-1"} | os.environ
    done = subprocess.run([*command, *options], cwd=root, env=environment, text=True, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"chalice package failed:\n{done.stdout}{done.stderr}")


def _add_dictionary(tree: Path) -> None:
    """The segmenter's dictionary, ready to load, built by the code inside the package; jieba's own can then go.

    So can the table with which it guesses unknown words: importing jieba reads it, nobody asks for a guess.
    """
    _run_inside(tree, "from chalicelib.understanding.segmenter import build_dictionary; build_dictionary()")
    (tree / "jieba" / "dict.txt").unlink()
    (tree / "jieba" / "finalseg" / "prob_emit.py").write_text("P = {}\n", encoding="utf-8")


def _add_rules(tree: Path) -> None:
    """Rules, promises and plans in the form that is loaded; the YAML that people write can then go."""
    _run_inside(tree, "from chalicelib.policies.compiling import build_rules; build_rules()")
    for room in ("routing", "surveys", "aftersales", "drafting", "desk", "reports"):
        program = f"from pathlib import Path; compile_all(Path('chalicelib/{room}'))"
        _run_inside(tree, f"from chalicelib.routing.datafile import compile_all; {program}")
    shutil.rmtree(tree / "chalicelib" / "policies" / "rules")


def _run_inside(tree: Path, program: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(tree)}
    subprocess.run([sys.executable, "-B", "-c", program], cwd=tree, check=True, env=environment)
