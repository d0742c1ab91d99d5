"""What can go wrong with an import, by who has to do something about it."""

from __future__ import annotations


class Unusable(ValueError):
    """The file or the call is not what the command takes; nothing more can be sent until somebody changes it."""


class Rejected(ValueError):
    """One row cannot become a complaint; the others can."""


class Unanswered(Exception):
    """The server did not take a delivery after many attempts; the same command goes on later."""
