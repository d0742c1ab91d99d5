"""Everything a handler may need, made of ports, each when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass

from .background import BackgroundRuntime
from .insights import InsightsRuntime


@dataclass(kw_only=True)
class Runtime(InsightsRuntime, BackgroundRuntime):
    """The use cases of all rooms, by group."""
