"""Trains the classifier on a folder of labelled texts, measures it honestly, and writes its weights."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from chalicelib.understanding import model_file
from chalicelib.understanding.model_file import Head, Model
from chalicelib.understanding.text import DATA

from .beside import Beside, beside
from .charts import calibration_chart, coverage_chart
from .faithfulness import Faithfulness, faithfulness
from .labelled import FILES, POOL, Example, examples
from .learning.corrected import corrected, learnt_priors
from .measuring import (
    Judged,
    abstention,
    calibrated,
    calibration_error,
    judge,
    out_of_fold,
    right_when_deciding,
    row,
    verdicts_of,
)
from .teaching.everyday import everyday
from .training import Corpus, corpus, fit

_SET_ASIDE: Final = 2
"""One carefully read text in so many stays out of all training while measuring, the teacher's included."""
_COVERAGE: Final = 0.6
_COLLECTIONS: Final = 8
_FEWEST_TESTED: Final = 20
_ROUNDS_BY_COLLECTION: Final = 2


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help=f"folder with {', '.join(FILES)}, perhaps {POOL}")
    parser.add_argument("--to", type=Path, default=DATA / "classifier.model", help="where the weights go")
    parser.add_argument("--corrections", type=Path, help="labelled texts of the desk, see the command corrections")
    parser.add_argument("--charts", type=Path, help="folder for the two charts of docs/classifier.md")
    parser.add_argument("--beside", action="store_true", help="also measure jieba words + logistic regression")
    parser.add_argument(
        "--said", type=Path, help="folder for what was said of each measured text, as a scorer reads it"
    )
    parser.add_argument("--by-collection", action="store_true", help="also measure on collections never learnt from")
    arguments = parser.parse_args(argv)
    if missing := [name for name in FILES if not (arguments.data / name).is_file()]:
        print(f"{arguments.data} has no {', '.join(missing)}", file=sys.stderr)
        return 2

    texts = [*examples(arguments.data), *everyday(), *corrected(arguments.corrections)]
    aside = [example for example in texts if is_aside(example)]
    rest = [example for example in texts if not is_aside(example)]
    _tell("taking the texts apart")
    of = corpus(texts)
    _tell("without the texts set aside")
    measured = fit(rest, of)
    judged = judge(measured, aside)
    measured = calibrated(measured, judged)
    _tell("all texts, for the weights that ship")
    shipped = replace(calibrated(fit(texts, of), judged), priors=learnt_priors(arguments.corrections))
    model_file.write(arguments.to, shipped)
    print(f"{model_file.read(arguments.to).id} written to {arguments.to}, {arguments.to.stat().st_size} bytes")
    _show(arguments, measured, judged, rest=rest, of=of)
    return 0


def _show(
    arguments: argparse.Namespace, measured: Model, judged: Sequence[Judged], *, rest: Sequence[Example], of: Corpus
) -> None:
    aside = [one.example for one in judged]
    alone = [replace(example, taught=()) for example in rest if example.is_read]
    crossed = out_of_fold(alone, of, progress=_tell)
    _print_table(measured, crossed, judged)
    if arguments.charts:
        calibration_chart(measured, judged, to=arguments.charts / "classifier-calibration.svg")
        coverage_chart(measured, judged, to=arguments.charts / "classifier-coverage.svg")
    if arguments.said:
        _write_said(measured, crossed, to=arguments.said / "crossed.jsonl")
        _write_said(measured, judged, to=arguments.said / "aside.jsonl")
    _tell("without the words that decided")
    _print_faithfulness(faithfulness(measured, aside))
    if arguments.by_collection:
        _print_collections(alone, aside, of, calibrated_as=measured)
    if arguments.beside:
        _tell("jieba words and logistic regression")
        _print_beside(beside(measured, read=rest, asked=aside))


def is_aside(example: Example) -> bool:
    is_careful = example.source in ("dev", "unspecified")
    return is_careful and int(sha256(example.text.encode()).hexdigest(), 16) % _SET_ASIDE == 0


def _tell(step: str) -> None:
    print(f"training: {step}", file=sys.stderr, flush=True)


def _print_table(model: Model, crossed: Sequence[Judged], aside: Sequence[Judged]) -> None:
    print(f"{'':<34}{'texts':>7}{'accuracy':>10}{'macro-F1':>10}{'labels F1':>11}{'decided':>9}{'right':>7}")
    _print_rows(model, [("cross-validated, dev, untaught", crossed), *_by_language(crossed)])
    _print_rows(model, [("set aside", aside), *_by_language(aside)])
    right = right_when_deciding(model, aside, share=_COVERAGE)
    print(f"causeless texts left to a person: {abstention(model, aside):.3f}")
    print(f"expected calibration error: {calibration_error(model, aside):.3f}")
    print(f"right when the surest {_COVERAGE:.0%} are decided: {right:.3f}")
    print(
        f"temperature {model.temperature}, sure from {model.sure}, unclear from {model.unclear}, label thresholds "
        f"{', '.join(f'{head.label} {head.threshold}' for head in model.labels)}"
    )


def _write_said(model: Model, judged: Sequence[Judged], *, to: Path) -> None:
    """One JSON object a line for each carefully read text: its id, and what ``classify`` would print."""
    careful = [one for one in judged if one.example.source == "dev"]
    with to.open("w", encoding="utf-8") as lines:
        for one, verdict in zip(careful, verdicts_of(model, careful), strict=True):
            said = {"id": one.example.name, "primary": verdict.primary, "labels": verdict.labels}
            lines.write(json.dumps(said | {"confidence": round(verdict.confidence, 4)}) + "\n")


def _print_faithfulness(found: Faithfulness) -> None:
    print(
        f"of {found.texts} decided complaints {found.changed:.3f} get another category without the words shown for it, "
        f"{found.changed_by_others:.3f} without as many others"
    )


def _print_beside(rows: Iterable[Beside]) -> None:
    print(f"{'':<34}{'macro-F1':>10}{'texts/s':>9}{'load ms':>9}{'bytes':>11}")
    for one in rows:
        print(f"{one.name:<34}{one.macro_f1:>10.3f}{one.texts_a_second:>9.0f}{one.load:>9.0f}{one.size:>11}")


def _print_collections(alone: Sequence[Example], aside: Sequence[Example], of: Corpus, *, calibrated_as: Model) -> None:
    """Each collection set aside, once learnt from and once unknown: what a new channel has to expect.

    Without the teacher, who knows them all, and in fewer rounds, so that nine models are affordable.
    """
    settings = {name: getattr(calibrated_as, name) for name in ("temperature", "sure", "unclear")}

    def learnt(read: Sequence[Example]) -> Model:
        model = fit(read, of, rounds=_ROUNDS_BY_COLLECTION)
        return replace(model, **settings, labels=_thresholds_of(calibrated_as, model))

    known = learnt(alone)
    for name, _ in Counter(example.collection for example in aside).most_common(_COLLECTIONS):
        tested = [example for example in aside if example.collection == name and example.source == "dev"]
        if len(tested) < _FEWEST_TESTED:
            continue
        _tell(f"without {name}")
        stranger = learnt([one for one in alone if one.collection != name])
        _print_rows(known, [(f"{name}, known", judge(known, tested))])
        _print_rows(stranger, [(f"{name}, unknown", judge(stranger, tested))])


def _thresholds_of(model: Model, other: Model) -> tuple[Head, ...]:
    return tuple(replace(head, threshold=like.threshold) for head, like in zip(other.labels, model.labels, strict=True))


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
