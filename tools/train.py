"""Trains the classifier on a folder of labelled texts, measures it honestly, and writes its weights."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from chalicelib.understanding import model_file
from chalicelib.understanding.model_file import Model
from chalicelib.understanding.text import DATA

from .charts import calibration_chart, coverage_chart
from .labelled import FILES, POOL, Example, examples
from .learning.corrected import corrected, learnt_priors
from .measuring import Judged, abstention, calibrated, calibration_error, judge, out_of_fold, right_when_deciding, row
from .training import fit

_SET_ASIDE: Final = 2
"""One carefully read text in so many stays out of all training while measuring, the teacher's included."""
_COVERAGE: Final = 0.6
_COLLECTIONS: Final = 8
_FEWEST_TESTED: Final = 20


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help=f"folder with {', '.join(FILES)}, perhaps {POOL}")
    parser.add_argument("--to", type=Path, default=DATA / "classifier.model", help="where the weights go")
    parser.add_argument("--corrections", type=Path, help="labelled texts of the desk, see the command corrections")
    parser.add_argument("--charts", type=Path, help="folder for the two charts of docs/classifier.md")
    parser.add_argument("--by-collection", action="store_true", help="also measure on collections never learnt from")
    arguments = parser.parse_args(argv)
    if missing := [name for name in FILES if not (arguments.data / name).is_file()]:
        print(f"{arguments.data} has no {', '.join(missing)}", file=sys.stderr)
        return 2

    texts = [*examples(arguments.data), *corrected(arguments.corrections)]
    aside = [example for example in texts if is_aside(example)]
    rest = [example for example in texts if not is_aside(example)]
    alone = [replace(example, taught=()) for example in rest if example.is_read]
    crossed = out_of_fold(alone, progress=_tell)
    _tell("without the texts set aside")
    measured = fit(rest)
    judged = judge(measured, aside)
    measured = calibrated(measured, judged)
    _print_table(measured, crossed, judged)
    if arguments.charts:
        calibration_chart(measured, judged, to=arguments.charts / "classifier-calibration.svg")
        coverage_chart(measured, judged, to=arguments.charts / "classifier-coverage.svg")
    if arguments.by_collection:
        _print_collections(rest, aside, calibrated_as=measured)
    _tell("all texts, for the weights that ship")
    shipped = replace(calibrated(fit(texts), judged), priors=learnt_priors(arguments.corrections))
    model_file.write(arguments.to, shipped)
    print(f"{model_file.read(arguments.to).id} written to {arguments.to}, {arguments.to.stat().st_size} bytes")
    return 0


def is_aside(example: Example) -> bool:
    is_careful = example.source in ("dev", "unspecified")
    return is_careful and int(sha256(example.text.encode()).hexdigest(), 16) % _SET_ASIDE == 0


def _tell(step: str) -> None:
    print(f"training: {step}", file=sys.stderr, flush=True)


def _print_table(model: Model, crossed: Sequence[Judged], aside: Sequence[Judged]) -> None:
    careful = [one for one in crossed if one.example.source == "dev"]
    print(f"{'':<34}{'texts':>7}{'accuracy':>10}{'macro-F1':>10}{'labels F1':>11}{'decided':>9}{'right':>7}")
    _print_rows(model, [("cross-validated, dev, untaught", careful), *_by_language(careful)])
    _print_rows(model, [("set aside", aside), *_by_language(aside)])
    right = right_when_deciding(model, aside, share=_COVERAGE)
    print(f"causeless texts left to a person: {abstention(model, aside):.3f}")
    print(f"expected calibration error: {calibration_error(model, aside):.3f}")
    print(f"right when the surest {_COVERAGE:.0%} are decided: {right:.3f}")
    print(
        f"temperature {model.temperature}, sure from {model.sure}, unclear from {model.unclear}, label thresholds "
        f"{', '.join(f'{head.label} {head.threshold}' for head in model.labels)}"
    )


def _print_collections(rest: Sequence[Example], aside: Sequence[Example], *, calibrated_as: Model) -> None:
    """Each collection set aside, once learnt from and once unknown: what a new channel has to expect."""
    settings = {name: getattr(calibrated_as, name) for name in ("temperature", "sure", "unclear")}
    for name, _ in Counter(example.collection for example in aside).most_common(_COLLECTIONS):
        _tell(f"without {name}")
        tested = [example for example in aside if example.collection == name and example.source == "dev"]
        if len(tested) < _FEWEST_TESTED:
            continue
        stranger = replace(fit([one for one in rest if one.collection != name and one.is_read]), **settings)
        _print_rows(calibrated_as, [(f"{name}, known", judge(calibrated_as, tested))])
        _print_rows(stranger, [(f"{name}, unknown", judge(stranger, tested))])


def _by_language(judged: Sequence[Judged]) -> list[tuple[str, list[Judged]]]:
    languages = ("zh-Hans", "zh-Hant", "en")
    return [(f"  {name}", [one for one in judged if one.example.language == name]) for name in languages]


def _print_rows(model: Model, groups: Iterable[tuple[str, Sequence[Judged]]]) -> None:
    for name, group in groups:
        line = row(name, model, group)
        print(
            f"{line.name:<34}{line.texts:>7}{line.accuracy:>10.3f}{line.macro_f1:>10.3f}{line.labels_f1:>11.3f}"
            f"{line.decided:>9.3f}{line.right_if_decided:>7.3f}"
        )
