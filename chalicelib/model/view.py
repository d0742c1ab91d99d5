"""A saved view: a name for a question about open complaints."""

from __future__ import annotations

from .assessment import Category, Severity, Signal
from .base import Word
from .complaint import Complaint, Status


class ViewFilter(Word):
    """A complaint fits when every field that is not empty names what it has; of signals and tags one is enough."""

    queues: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    severities: tuple[Severity, ...] = ()
    categories: tuple[Category, ...] = ()
    signals: tuple[Signal, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    mine: bool = False
    """Held by whoever looks."""

    def takes(self, one: Complaint, *, agent: str) -> bool:
        asked = (
            (self.queues, {one.queue}),
            (self.statuses, {one.status}),
            (self.severities, {one.severity}),
            (self.categories, {*one.classification.labels, one.classification.primary}),
            (self.signals, set(one.signals)),
            (self.languages, {one.language, one.language.partition("-")[0]}),
            (self.tags, set(one.routing.tags)),
        )
        fits = all(not wanted or not has.isdisjoint(wanted) for wanted, has in asked)
        return fits and (not self.mine or one.assignee == agent)


class View(Word):
    """``owner`` is empty for those that everybody of the shop sees."""

    id: str
    title: str
    owner: str = ""
    filter: ViewFilter
