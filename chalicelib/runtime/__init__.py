"""The composition root: which adapter keeps which promise. In Lambda it is built from the environment when first
asked for; the one machine and the tests install their own.
"""

from __future__ import annotations

from .runtime import Runtime

_installed: list[Runtime] = []


def install(runtime: Runtime) -> None:
    """From now on ``current`` answers this one."""
    _installed[:] = [runtime]


def current() -> Runtime:
    """Raises ``ConfigurationError`` when the environment is incomplete."""
    if not _installed:
        from .aws import from_environment

        install(from_environment())
    return _installed[0]


__all__ = ["Runtime", "current", "install"]
