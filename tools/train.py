"""Trains the classifier on a folder of labelled texts, measures it honestly, and writes its weights."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from chalicelib.understanding import model_file
from chalicelib.understanding.model_file import Model
from chalicelib.understanding.text import DATA

from .learning.corrected import corrected, learnt_priors
from .measuring import Judged, abstention, calibrated, judge, out_of_fold, row
from .training import FILES, Example, examples, fit

_SET_ASIDE: Final = 7
"""One carefully read text in so many stays out of all training while measuring."""


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help=f"folder with {', '.join(FILES)}")
    parser.add_argument("--to", type=Path, default=DATA / "classifier.model", help="where the weights go")
    parser.add_argument("--corrections", type=Path, help="labelled texts of the desk, see the command corrections")
    arguments = parser.parse_args(argv)
    if missing := [name for name in FILES if not (arguments.data / name).is_file()]:
        print(f"{arguments.data} has no {', '.join(missing)}", file=sys.stderr)
        return 2

    texts = [*examples(arguments.data), *corrected(arguments.corrections)]
    aside = [example for example in texts if _is_aside(example)]
    rest = [example for example in texts if not _is_aside(example)]
    judged = out_of_fold(rest, progress=_tell)
    _tell("the texts set aside")
    measured = calibrated(fit(rest), judged)
    _print_table(measured, judged, judge(measured, aside))
    _tell("all texts, for the weights that ship")
    shipped = replace(calibrated(fit(texts), judged), priors=learnt_priors(arguments.corrections))
    model_file.write(arguments.to, shipped)
    print(f"{model_file.read(arguments.to).id} written to {arguments.to}, {arguments.to.stat().st_size} bytes")
    return 0


def _is_aside(example: Example) -> bool:
    return example.source == "dev" and int(sha256(example.text.encode()).hexdigest(), 16) % _SET_ASIDE == 0


def _tell(step: str) -> None:
    print(f"training: {step}", file=sys.stderr, flush=True)


def _print_table(model: Model, judged: Sequence[Judged], aside: Sequence[Judged]) -> None:
    careful = [one for one in judged if one.example.source == "dev"]
    groups = [
        ("cross-validated, all", judged),
        ("cross-validated, dev", careful),
        *(
            (f"  {language}", [one for one in careful if one.example.language == language])
            for language in ("zh-Hans", "zh-Hant", "en")
        ),
        ("set aside", aside),
    ]
    print(f"{'':<24}{'texts':>7}{'accuracy':>10}{'macro-F1':>10}{'labels F1':>11}{'decided':>9}{'right':>7}")
    for name, group in groups:
        line = row(name, model, group)
        print(
            f"{line.name:<24}{line.texts:>7}{line.accuracy:>10.3f}{line.macro_f1:>10.3f}{line.labels_f1:>11.3f}"
            f"{line.decided:>9.3f}{line.right_if_decided:>7.3f}"
        )
    print(f"causeless texts left to a person: {abstention(model, judged):.3f}")
    print(
        f"temperature {model.temperature}, sure from {model.sure}, unclear from {model.unclear}, label thresholds "
        f"{', '.join(f'{head.label} {head.threshold}' for head in model.labels)}"
    )
