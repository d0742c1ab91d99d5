"""A letter and its wording: one text file per letter and language.

The first line of a file is the subject when the customer gave theirs, the second line when they gave none; after an
empty line the text follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Final

from .language import Language

UNDERSTOOD_WIDELY: Final = (Language.ENGLISH, Language.SIMPLIFIED)
DIVIDER: Final = "\n\n――――――――\n\n"

_TEXTS: Final = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """``subject`` is always one line, whatever the customer's own subject held."""

    subject: str
    text: str

    @classmethod
    def of(cls, name: str, *, language: str, matter: str, **fields: str) -> Letter:
        """The letter ``name`` about ``matter``; a language we do not write gets two that most people can read."""
        ours = Language.of(language)
        languages = (ours,) if ours else UNDERSTOOD_WIDELY
        wordings = [_wording(name, each) for each in languages]
        subjects = [
            (wording.named if matter else wording.unnamed).substitute(fields, matter=matter) for wording in wordings
        ]
        return cls(
            subject=" / ".join(dict.fromkeys(subjects)),
            text=DIVIDER.join(wording.text.substitute(fields) for wording in wordings),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    named: Template
    unnamed: Template
    text: Template


@cache
def _wording(name: str, language: Language) -> _Wording:
    subjects, _, text = (_TEXTS / f"{name}.{language}.txt").read_text("utf-8").partition("\n\n")
    named, unnamed = subjects.splitlines()
    return _Wording(named=Template(named), unnamed=Template(unnamed), text=Template(text.rstrip("\n")))
