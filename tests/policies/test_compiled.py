"""What ships: the compiled rules without the YAML answer the same, and nothing reads YAML."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from chalicelib.policies.engine import entitle
from chalicelib.policies.rulebook import COMPILED
from tools.policy_cases import read_cases

from .test_rules import CASES

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("__init__.py", "model", "calendars", "policies")
BUILD: Final = "from chalicelib.policies.compiling import build_rules; build_rules()"
ANSWER: Final = """
import json, sys
from chalicelib.policies.engine import entitle
answers = [entitle(facts).plain() for facts in json.load(sys.stdin)]
print(json.dumps({"answers": answers, "modules": sorted(sys.modules)}))
"""


def test_a_tree_without_yaml_gives_the_same_answers(tmp_path: Path) -> None:
    for name in ROOMS:
        source, target = ROOT / "chalicelib" / name, tmp_path / "chalicelib" / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)
    python(BUILD, folder=tmp_path)
    shutil.rmtree(tmp_path / "chalicelib" / "policies" / "rules")
    asked = [case["facts"] for case in read_cases(CASES / "reference.jsonl")]
    told = json.loads(python(ANSWER, folder=tmp_path, given=json.dumps(asked)))
    assert told["answers"] == [entitle(facts).plain() for facts in asked]
    assert not {"yaml", "chalicelib.policies.compiling", "jsonschema"} & set(told["modules"])


def python(program: str, *, folder: Path, given: str = "") -> str:
    command = [sys.executable, "-B", "-c", program]
    environment = {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, input=given, text=True, capture_output=True, check=True)
    return done.stdout


def test_a_checkout_has_no_compiled_rules_that_could_be_old() -> None:
    assert not COMPILED.exists()
