"""What can go wrong with an export, beside what the store says."""

from __future__ import annotations


class CannotWrite(Exception):
    """The call names no place to write to, or something is missing on this machine; says what to do."""
