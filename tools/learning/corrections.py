"""Writes a shop's corrections as labelled texts, masked: one part to learn from, one to judge models by."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from chalicelib.model.correction import Correction
from chalicelib.model.errors import NotFound
from chalicelib.model.message import Direction
from chalicelib.runtime import Runtime
from chalicelib.understanding.privacy import mask
from tools.deployment import add_place, runtime_of

FROZEN_ONE_IN: Final = 7
"""So many texts are never learnt from, chosen by digest, so that the choice stays the same for ever."""
_PAGE: Final = 100


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools corrections", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    parser.add_argument("--to", type=Path, required=True, help="texts to learn from, for train --corrections")
    parser.add_argument("--frozen", type=Path, required=True, help="texts to judge by, for model compare")
    given = parser.parse_args(argv)
    with runtime_of(given) as runtime, given.to.open("w") as learn, given.frozen.open("w") as frozen:
        counts = [0, 0]
        for row in labelled(runtime, given.shop):
            is_frozen = int(sha256(row["id"].encode()).hexdigest(), 16) % FROZEN_ONE_IN == 0
            (frozen if is_frozen else learn).write(json.dumps(row, ensure_ascii=False) + "\n")
            counts[is_frozen] += 1
    print(f"{counts[0]} texts in {given.to}, {counts[1]} in {given.frozen}")
    return 0


def labelled(runtime: Runtime, shop: str) -> Iterator[dict[str, Any]]:
    """The last correction of each complaint that still exists, with what its customer wrote."""
    newest: dict[str, Correction] = {}
    cursor: str | None = None
    while True:
        page = runtime.corrections.page(shop, limit=_PAGE, cursor=cursor)
        newest |= {one.complaint: one for one in page.items}
        if (cursor := page.next) is None:
            break
    for correction in newest.values():
        if text := _said(runtime, shop, correction.complaint):
            yield _row(correction, text)


def _said(runtime: Runtime, shop: str, complaint: str) -> str:
    try:
        messages = runtime.store.dossier(shop, complaint).messages
    except NotFound:
        return ""
    said = [one.text for one in messages if one.direction is Direction.INBOUND and not one.is_automatic]
    return mask("\n\n".join(said)).text.strip()


def _row(correction: Correction, text: str) -> dict[str, Any]:
    return {
        "id": correction.complaint,
        "text": text,
        "primary": correction.primary.value,
        "labels": [label.value for label in correction.labels],
        "lang": correction.language,
        "channel": correction.channel,
        "said": correction.said.value,
        "model": correction.model,
    }
