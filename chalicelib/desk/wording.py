"""The shop's own lexicon: checked, written, and tried on texts before it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from chalicelib.model.assessment import Assessment
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import InvalidInput, StaleVersion
from chalicelib.model.identity import Clock, Principal
from chalicelib.model.lexicon import LARGEST_WEIGHT, MOST_HOT_WORDS, MOST_TERMS, ShopLexicon, ShopTerm
from chalicelib.model.message import Direction
from chalicelib.model.ports import Assess
from chalicelib.routing.rules import queues
from chalicelib.store import InForce, Lexicons, Store
from chalicelib.understanding.shop_words import SHORTEST, matched

from . import permissions

LONGEST_WORD: Final = 40
MOST_TRIED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a lexicon changes for one text; ``complaint`` is its id when it is one of the shop's."""

    complaint: str | None
    before: Assessment
    after: Assessment

    @property
    def is_changed(self) -> bool:
        """In what is decided, not only in how sure it is."""
        return _decision(self.before) != _decision(self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """``assess`` is the understanding port."""

    lexicons: Lexicons
    in_force: InForce
    store: Store
    assess: Assess
    clock: Clock

    def write(
        self, terms: Sequence[ShopTerm], hot_words: Sequence[str], *, by: Principal, if_version: int | None = None
    ) -> ShopLexicon:
        """Takes the place of the one before. Raises ``InvalidInput`` naming each wrong word, ``StaleVersion``."""
        permissions.require_role(by, one_of=permissions.SENIOR)
        present = self.lexicons.newest(by.shop)
        if if_version is not None and if_version != present.version:
            raise StaleVersion("the lexicon has changed since you read it: read it again", version=present.version)
        written = following(present, terms, hot_words, by=by, now=self.clock())
        self.lexicons.write(by.shop, written)
        self.in_force.forget(by.shop)
        return written

    def on_texts(self, texts: Iterable[str], lexicon: ShopLexicon, *, by: Principal) -> Iterator[Trial]:
        """Beside the lexicon in force. Nothing is stored."""
        present = self.lexicons.newest(by.shop)
        for text in texts:
            yield self._trial(text, present=present, tried=lexicon)

    def on_recent(self, lexicon: ShopLexicon, *, by: Principal, most: int) -> Iterator[Trial]:
        """On what customers of the newest complaints wrote, as far as their rows hold it."""
        present = self.lexicons.newest(by.shop)
        for complaint in islice(self._recent(by.shop, most), most):
            said = [one.text for one in complaint.messages if one.direction is Direction.INBOUND]
            yield self._trial("\n\n".join(said), present=present, tried=lexicon, of=complaint)

    def _recent(self, shop: str, most: int) -> list[Complaint]:
        """From the beginning of every queue: a page each of those that wait and those that are resolved."""
        found = [
            complaint
            for queue in queues()
            for status in (Status.WAITING, Status.ASSIGNED, Status.RESOLVED)
            for complaint in self.store.queue_page(shop, queue.id, status=status, limit=most).items
        ]
        return sorted(found, key=lambda complaint: complaint.created_at, reverse=True)

    def _trial(self, text: str, *, present: ShopLexicon, tried: ShopLexicon, of: Complaint | None = None) -> Trial:
        about = {"subject": of.subject, "channel": of.channel} if of else {}
        return Trial(
            complaint=of.id if of else None,
            before=self.assess(text, lexicon=present, **about),
            after=self.assess(text, lexicon=tried, **about),
        )


def following(
    present: ShopLexicon, terms: Sequence[ShopTerm], hot_words: Sequence[str], *, by: Principal, now: datetime
) -> ShopLexicon:
    """The version after ``present``. Raises as ``check``."""
    check(terms, hot_words)
    return ShopLexicon(
        version=present.version + 1,
        terms=tuple(terms),
        hot_words=tuple(hot_words),
        written_by=by.id,
        written_at=now,
    )


def check(terms: Sequence[ShopTerm], hot_words: Sequence[str]) -> None:
    """Raises ``InvalidInput`` naming every wrong field by its place."""
    wrong: dict[str, str] = {}
    if len(terms) > MOST_TERMS:
        wrong["terms"] = f"at most {MOST_TERMS}"
    if len(hot_words) > MOST_HOT_WORDS:
        wrong["hot_words"] = f"at most {MOST_HOT_WORDS}"
    wrong |= dict(_wrong_words([term.text for term in terms], field="terms.{}.text"))
    wrong |= dict(_wrong_words(hot_words, field="hot_words.{}"))
    for place, term in enumerate(terms):
        if (term.category is None) == (term.signal is None):
            wrong[f"terms.{place}"] = "either a category or a signal"
        if term.weight == 0 or not abs(term.weight) <= LARGEST_WEIGHT:
            wrong[f"terms.{place}.weight"] = f"from {-LARGEST_WEIGHT} to {LARGEST_WEIGHT}, and not 0"
    if wrong:
        raise InvalidInput("some words cannot be taken", fields=wrong)


def _wrong_words(words: Sequence[str], *, field: str) -> Iterator[tuple[str, str]]:
    seen: dict[str, int] = {}
    for place, word in enumerate(words):
        folded = matched(word[:LONGEST_WORD])
        if len(word) > LONGEST_WORD or len(folded) < SHORTEST:
            yield field.format(place), f"{SHORTEST} to {LONGEST_WORD} characters that are not signs or blanks"
        elif not all(character.isalnum() for character in (folded[0], folded[-1])):
            yield field.format(place), "begins and ends with a letter or digit"
        elif folded in seen:
            yield field.format(place), f"the same word as number {seen[folded]} (texts are matched without case)"
        seen.setdefault(folded, place)


def _decision(assessment: Assessment) -> tuple[object, ...]:
    return assessment.primary, frozenset(assessment.labels), assessment.abstained, assessment.signals
