"""Compares, releases and rolls back classifier models: what functions use from then on, without a deployment."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.gateways.released_models import Unfit, listed, newest, readable
from chalicelib.runtime import Runtime
from chalicelib.understanding.assess import assess
from chalicelib.understanding.classifier import Classifier, classifier
from tools.deployment import add_place, runtime_of

from . import releasing
from .comparison import CATEGORIES, Answered, Comparison, compare

REFUSED = 1
"""Exit status: the new model must not ship."""


def main(argv: list[str]) -> int:
    given = _parser().parse_args(argv)
    try:
        if given.what == "new-key":
            return _new_key(given.to)
        with runtime_of(given) as runtime:
            status: int = given.run(runtime, given)
            return status
    except (Unfit, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools model", description=__doc__)
    parts = parser.add_subparsers(dest="what", required=True)
    key = parts.add_parser("new-key", help="make a key to sign with")
    key.add_argument("--to", type=Path, required=True, help="file for the private key; it must not exist")
    for name, run, about in (
        ("show", _show, "list the releases"),
        ("compare", _compare, "judge a new model beside the running one"),
        ("release", _release, "compare, sign, and use from now on"),
        ("rollback", _rollback, "use the release before"),
    ):
        part = parts.add_parser(name, help=about)
        part.set_defaults(run=run)
        add_place(part)
        if name in ("compare", "release"):
            part.add_argument("--model", type=Path, required=True, help="the new model's file, as train writes it")
            part.add_argument("--frozen", type=Path, required=True, help="texts that neither has learnt from")
        if name == "release":
            part.add_argument("--key", type=Path, required=True, help="file of the private key")
    return parser


def _new_key(path: Path) -> int:
    pem, public = releasing.new_key()
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(pem)
    print(f"{path} is the private key: keep it where releases are made. Functions need the public one as")
    print(f"parameter model-public-key (on one machine: a file of that name in the data folder):\n{public}")
    return 0


def _show(runtime: Runtime, _: argparse.Namespace) -> int:
    for place, one in enumerate(listed(runtime.objects).releases):
        print(f"{'in use' if place == 0 else '':<8}{one.model}  {one.released_at:%Y-%m-%d %H:%M}  {one.digest}")
    print(f"packaged {classifier().id}")
    return 0


def _compare(runtime: Runtime, given: argparse.Namespace) -> int:
    compared = compare(_answered(runtime, given))
    _print(compared)
    return 0 if compared.may_ship else REFUSED


def _release(runtime: Runtime, given: argparse.Namespace) -> int:
    key = releasing.private_key(given.key.read_bytes())
    if _compare(runtime, given):
        return REFUSED
    made = releasing.release(runtime.objects, given.model.read_bytes(), key=key, now=datetime.now(UTC))
    print(f"{made.model} is released; functions use it within ten minutes")
    return 0


def _rollback(runtime: Runtime, _: argparse.Namespace) -> int:
    back = releasing.roll_back(runtime.objects)
    print(f"{back.model if back else f'the packaged {classifier().id}'} is in use again within ten minutes")
    return 0


def _answered(runtime: Runtime, given: argparse.Namespace) -> list[Answered]:
    new, running = readable(given.model.read_bytes()), _running(runtime)
    answered = []
    for number, line in enumerate(given.frozen.read_text("utf-8").splitlines(), start=1):
        row = json.loads(line)
        if row.get("primary") not in CATEGORIES or not isinstance(row.get("text"), str):
            raise Unfit(f"{given.frozen}, line {number}: not a text with one of {', '.join(CATEGORIES)} as 'primary'")
        said = [assess(row["text"], channel=row.get("channel"), model=one).primary.value for one in (running, new)]
        answered.append(Answered(row["primary"], *said))
    return answered


def _running(runtime: Runtime) -> Classifier:
    release = newest(runtime.objects)
    return readable(runtime.objects.get(release.key)) if release else classifier()


def _print(compared: Comparison) -> None:
    low, high = compared.interval
    print(f"{compared.texts} texts: macro-F1 {compared.running:.3f} running, {compared.new:.3f} new, "
          f"difference {low:+.3f} to {high:+.3f} (95 %)")  # fmt: skip
    for category, (before, after) in compared.categories.items():
        print(f"  {category:<10} {before:.3f} -> {after:.3f}")
    for objection in compared.objections:
        print(f"refused: {objection}", file=sys.stderr)
