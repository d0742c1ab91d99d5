"""Chinese words, by jieba. Loaded at first use only: whoever just imports this room pays nothing.

jieba's own dictionary takes a second and 90 MB to read. Packaging writes a pruned one that takes a tenth; both ways
lead to the same words, because the pruning is the same.
"""

from __future__ import annotations

import json
import logging
import marshal
import warnings
from functools import cache
from pathlib import Path
from typing import Any, Final

from .text import DATA

DICTIONARY: Final = DATA / "jieba_dictionary.marshal"
_SELDOM: Final = 20
"""Words the dictionary counts less often than this are left out."""
_OWN_FREQUENCY: Final = 3_000

Frequencies = dict[str, int]


def words(text: str) -> list[tuple[int, int]]:
    """Start and end of each word, without gaps, in order."""
    places = []
    start = 0
    for word in _tokenizer().cut(text, HMM=False):
        places.append((start, start + len(word)))
        start += len(word)
    return places


def build_dictionary(target: Path = DICTIONARY) -> None:
    """Writes what ``words`` needs next to the code. Tied to the Python version that runs it."""
    target.write_bytes(marshal.dumps(_pruned(_jieba())))


@cache
def _tokenizer() -> Any:
    tokenizer = _jieba().Tokenizer()
    tokenizer.FREQ = _frequencies()
    tokenizer.total = sum(tokenizer.FREQ.values())
    tokenizer.initialized = True
    return tokenizer


def _frequencies() -> Frequencies:
    if not DICTIONARY.exists():
        return _pruned(_jieba())
    prebuilt: Frequencies = marshal.loads(DICTIONARY.read_bytes())  # noqa: S302 - our own file, shipped beside the code
    return prebuilt


def _jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import of pkg_resources and its old escapes warn on every start
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return jieba


def _pruned(jieba: Any) -> Frequencies:
    """The usual words of jieba's dictionary and our own, with every beginning of a word, as jieba looks them up."""
    whole, _ = jieba.Tokenizer.gen_pfdict(jieba.Tokenizer().get_dict_file())
    counts = {word: count for word, count in whole.items() if count >= _SELDOM}
    counts |= dict.fromkeys(_own_words(), _OWN_FREQUENCY)
    beginnings = {word[:length]: 0 for word in counts for length in range(1, len(word))}
    return beginnings | counts


def _own_words() -> list[str]:
    """Words of complaints that a dictionary of newspapers cuts apart."""
    listed: list[str] = json.loads((DATA / "own_words.json").read_text(encoding="utf-8"))
    return listed
