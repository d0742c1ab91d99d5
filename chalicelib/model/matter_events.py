"""One matter in several complaints: linked, merged, split."""

from __future__ import annotations

from typing import Literal

from .assessment import Severity
from .base import Word
from .clock import Clock
from .complaint import Task
from .matter import Link, Suggestion
from .standing import Standing


class Linked(Word):
    """The same matter as another complaint, whose history says the same of this one."""

    type: Literal["linked"] = "linked"
    link: Link


class Unlinked(Word):
    type: Literal["unlinked"] = "unlinked"
    complaint: str
    why: str


class ClusterChanged(Word):
    """Who is about the same matter now, after links and merges, also between others."""

    type: Literal["cluster_changed"] = "cluster_changed"
    members: tuple[str, ...]


class Suggested(Word):
    """These may be the same matter."""

    type: Literal["suggested"] = "suggested"
    suggestions: tuple[Suggestion, ...]


class SuggestionDismissed(Word):
    type: Literal["suggestion_dismissed"] = "suggestion_dismissed"
    complaint: str
    why: str


class Merged(Word):
    """Another complaint goes on in the place of this one, which is closed as long as that is so."""

    type: Literal["merged"] = "merged"
    into: str
    why: str


class Absorbed(Word):
    """Goes on in the place of ``complaint``: with what it was still promised, its severity and its open tasks."""

    type: Literal["absorbed"] = "absorbed"
    complaint: str
    why: str
    severity: Severity
    clocks: tuple[Clock, ...]
    tasks: tuple[Task, ...] = ()


class Unmerged(Word):
    """On its own again, as it would stand had it never been merged."""

    type: Literal["unmerged"] = "unmerged"
    into: str
    why: str
    standing: Standing


class Separated(Word):
    """``complaint`` is on its own again; this one stands as it would without that merge."""

    type: Literal["separated"] = "separated"
    complaint: str
    why: str
    standing: Standing


class SplitOff(Word):
    """``messages`` are another matter and go on as ``complaint``; they are kept here, too."""

    type: Literal["split_off"] = "split_off"
    complaint: str
    messages: tuple[str, ...]
    why: str


class SplitFrom(Word):
    """``messages`` came in with ``complaint``."""

    type: Literal["split_from"] = "split_from"
    complaint: str
    messages: tuple[str, ...]
    why: str
