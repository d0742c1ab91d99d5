"""How a thread that has put work somewhere wakes the threads that do it."""

from __future__ import annotations

import threading


class Bell:
    """Wakes everybody who waits. Who notes ``rings``, looks for work and then waits misses none."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.rings = 0

    def ring(self) -> None:
        with self._condition:
            self.rings += 1
            self._condition.notify_all()

    def wait(self, *, after: int, timeout: float) -> None:
        """Returns at once when it has rung since ``rings`` was ``after``."""
        with self._condition:
            self._condition.wait_for(lambda: self.rings != after, timeout)
