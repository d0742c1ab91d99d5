"""What is owed by when, kept as dated data in ``promises.yaml``: our own promises, platforms' and regulators' clocks.

For each kind of clock the first entry that holds for a matter on the day the clock starts decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import combinations
from typing import Final, Literal, Self, get_args

from pydantic import model_validator

from chalicelib.model.assessment import Severity
from chalicelib.model.base import Word
from chalicelib.model.clock import DUE, FIRST_RESPONSE, NEXT_UPDATE, PLATFORM

from .datafile import Entries, packaged
from .promises import Matter, Membership, Percent, Promise, Scope, Terms
from .titles import Language

PromisedKind = Literal["first_response", "next_update", "resolution"]
PROMISED_KINDS: Final[tuple[PromisedKind, ...]] = get_args(PromisedKind)
"""Owed to everybody."""


class PromiseBook(Word):
    """One version of the promises. Everybody is owed what ``PROMISED_KINDS`` names."""

    version: str
    marks: tuple[Percent, ...]
    members: Entries[Membership] = ()
    promises: Entries[Promise]

    @model_validator(mode="after")
    def _everybody_is_owed_every_promise(self) -> Self:
        for severity in Severity:
            scope = Scope(severities=(severity,))
            for kind in PROMISED_KINDS:
                if not any(one.kind == kind and one.is_undated and one.when.covers(scope) for one in self.promises):
                    raise ValueError(f"{severity} {kind} needs a promise for everybody, without dates")
        return self

    @model_validator(mode="after")
    def _each_can_decide(self) -> Self:
        for earlier, later in combinations(self.promises, 2):
            if earlier.hides(later):
                raise ValueError(f"promises[{later.id}] never decides: {earlier.id} stands before it")
        return self

    def owed(self, matter: Matter, *, at: datetime) -> Iterator[Terms]:
        """What starts with the complaint."""
        for kind in self.kinds():
            terms = self.terms(kind, matter, at=at)
            if terms and terms.promise.starts_with(matter):
                yield terms

    def kinds(self) -> Collection[str]:
        return dict.fromkeys(promise.kind for promise in self.promises)

    def terms(self, kind: str, matter: Matter, *, at: datetime) -> Terms | None:
        """What this kind of clock means for the matter when it starts ``at``; ``None`` when nothing is said of it."""
        for promise in self.promises:
            if promise.kind == kind and promise.holds(matter, at=at):
                return self._terms(promise, matter)
        return None

    def _terms(self, promise: Promise, matter: Matter) -> Terms:
        shorter = min(
            (one for one in self.members if one.shortens(promise, matter)), key=lambda one: one.percent, default=None
        )
        percent, name = (shorter.percent, f"{promise.id}+{shorter.id}") if shorter else (DUE, promise.id)
        return Terms(
            policy=f"{name}@{self.version}",
            promise=promise,
            target_seconds=max(promise.target_seconds * percent // DUE, 1),
            marks=self.marks if promise.marks is None else promise.marks,
        )

    def promise(self, policy: str) -> Promise | None:
        """The promise that a clock's policy names, as this version has it."""
        name = named(policy).partition("+")[0]
        return next((promise for promise in self.promises if promise.id == name), None)

    def membership(self, policy: str) -> Membership | None:
        name = named(policy).partition("+")[2]
        return next((one for one in self.members if one.id == name), None)


def ends_with_reply(kind: str, promise: Promise | None) -> bool:
    """Whether a person's reply ends it, or only the resolution."""
    if promise and promise.ends:
        return promise.ends == "with_reply"
    return kind in (FIRST_RESPONSE, NEXT_UPDATE) or kind.startswith(PLATFORM)


def kinds_by_hand() -> tuple[str, ...]:
    """Kinds of clocks that start when a person says so."""
    return tuple(dict.fromkeys(one.kind for one in promise_book().promises if one.starts == "by_hand"))


def named(policy: str) -> str:
    """A policy without its version."""
    return policy.rpartition("@")[0] or policy


def reason_in(language: Language, *, policy: str, otherwise: str) -> str:
    """The reason of a clock in another language than the one it keeps; ``otherwise`` for promises no longer known."""
    promise = promise_book().promise(policy)
    return promise.reason[language] if promise else otherwise


@lru_cache(maxsize=1)
def promise_book() -> PromiseBook:
    """The promises in force."""
    return packaged("promises.yaml", PromiseBook)
