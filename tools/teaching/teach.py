"""Fine-tunes an encoder on what people read, and writes its odds for every text of the pool to the readings, and for
parts of texts to the splices.

The teacher is asked twice, halfway and at the end of its learning; the readings keep the mean of both, because two
teachers that err differently are better than one. Of the splices each teaches half.

Takes hours on two cores and needs ``requirements-teacher.txt``; ``python -m tools train`` needs neither, because
the odds are kept. What is set aside for measuring is never shown to the teacher, and gets no odds from it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from tools.labelled import CHOICES, FILES, LABELS, POOL, READINGS, Example, examples
from tools.train import is_aside

from . import splices
from .encoder import Encoder, Weights, tokenizer, weights
from .splices import Splice

FROZEN_LAYERS: Final = 6
FROZEN_LATER: Final = 4
ROUNDS: Final = 1.4
ROUNDS_LATER: Final = 0.7
RATE: Final = 1e-4
RATE_LATER: Final = 7e-5
SPLICES: Final = 65_000
_HEADS_RATE: Final = 1e-3
_BATCH: Final = 32
_LONGEST: Final = 128
_KEPT_OF_THE_END: Final = 40
_SEED: Final = 7
_LABELS_COUNT: Final = 0.6
_EASY_KEPT: Final = 0.5
"""Share of the pool's plain quality and none texts that is learnt from: there are more than enough."""


@dataclass(frozen=True, slots=True)
class Tokens:
    ids: dict[str, list[int]]
    kept: list[int]
    padding: int


class Teacher(nn.Module):
    def __init__(self, of: Weights, kept: Sequence[int]) -> None:
        super().__init__()
        self.encoder = Encoder(of, kept, frozen=FROZEN_LAYERS)
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(2 * of.width, len(CHOICES) + len(LABELS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found: torch.Tensor = self.heads(self.dropout(self.encoder(ids, mask)))
        return found.float()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.teaching.teach", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help=f"folder with {', '.join(FILES)}, {POOL}")
    folder = parser.parse_args().data
    random.seed(_SEED)
    torch.manual_seed(_SEED)
    seen = [one for one in examples(folder) if not is_aside(one) and one.source != "splice"]
    read = [replace(one, taught=()) for one in seen if one.is_read]
    texts = _texts(folder)
    made = _drawn(seen)
    parts = {str(number): splice.text(texts) for number, splice in enumerate(made)}
    of = weights()
    tokens = _tokens(of, sorted({*texts.values(), *parts.values()}))
    teacher = Teacher(of, tokens.kept)
    _learn(teacher, _chosen(read), tokens, rounds=ROUNDS, rate=RATE)
    first = _odds(teacher, texts, tokens)
    of_parts = _odds(teacher, {name: parts[name] for name in list(parts)[::2]}, tokens)
    for layer in teacher.encoder.layers[FROZEN_LATER:FROZEN_LAYERS]:
        layer.requires_grad_(True)
    _learn(teacher, _chosen(read), tokens, rounds=ROUNDS_LATER, rate=RATE_LATER)
    second = _odds(teacher, texts, tokens)
    of_parts |= _odds(teacher, {name: parts[name] for name in list(parts)[1::2]}, tokens)
    _write({name: (first[name] + second[name]) / 2 for name in texts})
    splices.write([replace(one, odds=_bytes(of_parts[str(number)])) for number, one in enumerate(made)])


def _drawn(seen: Sequence[Example]) -> list[Splice]:
    groups: dict[tuple[str, str], list[str]] = {}
    for one in seen:
        groups.setdefault((one.language, one.primary), []).append(one.name)
    return list(splices.draw({one.name: one.text for one in seen}, groups, number=SPLICES))


def _texts(folder: Path) -> dict[str, str]:
    """Id → text of everything that is not set aside."""
    aside = {one.text for one in examples(folder) if is_aside(one)}
    found = {}
    for name in FILES:
        for row in map(json.loads, (folder / name).read_text(encoding="utf-8").splitlines()):
            found[row["id"]] = row["text"]
    with gzip.open(folder / POOL, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            found.setdefault(row["id"], row["text"])
    return {name: text for name, text in found.items() if text not in aside}


def _tokens(of: Weights, texts: Sequence[str]) -> Tokens:
    made = tokenizer(of)
    found = {}
    for text in tqdm(texts, desc="tokens"):
        ids = made.encode(f"query: {text}").ids
        if len(ids) > _LONGEST - 2:
            ids = ids[: _LONGEST - 2 - _KEPT_OF_THE_END] + ids[-_KEPT_OF_THE_END:]
        found[text] = [of.begin, *ids, of.end]
    kept = sorted({of.padding, *(piece for ids in found.values() for piece in ids)})
    place = {piece: number for number, piece in enumerate(kept)}
    return Tokens({text: [place[piece] for piece in ids] for text, ids in found.items()}, kept, place[of.padding])


def _chosen(read: Sequence[Example]) -> list[Example]:
    chosen = []
    for one in read:
        easy = one.source == "pool" and one.primary in ("quality", "none")
        if not easy or random.random() < _EASY_KEPT:
            chosen += [one] * (2 if one.source == "dev" else 1)
    return chosen


def _learn(teacher: Teacher, read: Sequence[Example], tokens: Tokens, *, rounds: float, rate: float) -> None:
    inner = [value for value in teacher.encoder.parameters() if value.requires_grad]
    groups = [{"params": inner, "lr": rate}, {"params": list(teacher.heads.parameters()), "lr": _HEADS_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = int(rounds * len(read) / _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
    )
    teacher.train()
    for _, batch in tqdm(zip(range(steps), _endless(read, tokens), strict=False), total=steps, desc="learning"):
        loss = _loss(teacher(*_packed([one.text for one in batch], tokens)), batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
        optimiser.step()
        schedule.step()


def _loss(scores: torch.Tensor, batch: Sequence[Example]) -> torch.Tensor:
    primary = torch.tensor([CHOICES.index(one.primary) for one in batch])
    labels = torch.tensor([one.odds for one in batch])
    chosen = functional.cross_entropy(scores[:, : len(CHOICES)], primary, label_smoothing=0.05)
    said = functional.binary_cross_entropy_with_logits(scores[:, len(CHOICES) :], labels, reduction="none")
    return chosen + _LABELS_COUNT * said.sum(1).mean()


def _endless(read: Sequence[Example], tokens: Tokens) -> Iterator[list[Example]]:
    """Batches of texts of like length, in random order."""
    while True:
        order = random.sample(read, len(read))
        batches = []
        for start in range(0, len(order), _BATCH * 50):
            part = sorted(order[start : start + _BATCH * 50], key=lambda one: len(tokens.ids[one.text]))
            batches += [part[place : place + _BATCH] for place in range(0, len(part), _BATCH)]
        yield from random.sample(batches, len(batches))


def _packed(texts: Sequence[str], tokens: Tokens) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(len(tokens.ids[text]) for text in texts)
    ids = torch.full((len(texts), longest), tokens.padding)
    mask = torch.zeros(len(texts), longest)
    for row, text in enumerate(texts):
        length = len(tokens.ids[text])
        ids[row, :length] = torch.tensor(tokens.ids[text])
        mask[row, :length] = 1
    return ids, mask


def _odds(teacher: Teacher, texts: Mapping[str, str], tokens: Tokens) -> dict[str, torch.Tensor]:
    teacher.eval()
    found: dict[str, torch.Tensor] = {}
    ordered = sorted(texts, key=lambda name: len(tokens.ids[texts[name]]))
    with torch.no_grad():
        for start in tqdm(range(0, len(ordered), 2 * _BATCH), desc="odds"):
            names = ordered[start : start + 2 * _BATCH]
            scores = teacher(*_packed([texts[name] for name in names], tokens))
            odds = torch.cat([scores[:, : len(CHOICES)].softmax(1), scores[:, len(CHOICES) :].sigmoid()], 1)
            found.update(zip(names, odds, strict=True))
    return found


def _bytes(odds: torch.Tensor) -> bytes:
    return bytes((odds * 255).round().byte().tolist())


def _write(odds: Mapping[str, torch.Tensor]) -> None:
    """Beside the readers' codes, which stay as they are."""
    with gzip.open(READINGS, "rt", encoding="ascii") as lines:
        codes = dict(line.split("\t")[:2] for line in lines)
    with gzip.GzipFile(READINGS, "wb", 9, mtime=0) as file:
        for name in sorted({*codes, *odds}):
            if codes.get(name) or name in odds:
                said = _bytes(odds[name]).hex() if name in odds else ""
                file.write(f"{name}\t{codes.get(name, '')}\t{said}\n".encode("ascii"))


if __name__ == "__main__":
    main()
