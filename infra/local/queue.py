"""A durable queue in an SQLite file: the local stand-in of SQS.

At least once, as there: a message that is received is hidden for a while and comes back unless it is deleted. Who has
received it too often without deleting it finds it in the dead-letter queue.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.model.errors import TooLarge
from infra.local.sqlite_file import SqliteFile, Synchronous

MAXIMUM_BODY_BYTES = 1024 * 1024

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    message_id TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at REAL NOT NULL,
    visible_at REAL NOT NULL,
    receive_count INTEGER NOT NULL DEFAULT 0,
    receipt_handle TEXT UNIQUE
);
CREATE INDEX IF NOT EXISTS messages_by_time ON messages (queue, visible_at, sequence);
CREATE INDEX IF NOT EXISTS messages_by_receptions ON messages (queue, receive_count);
"""


@dataclass(frozen=True)
class ReceivedMessage:
    message_id: str
    receipt_handle: str
    body: str
    receive_count: int
    sent_at: float


@dataclass(frozen=True)
class Depth:
    """How many messages can be received now, are with a receiver, or are not due yet; and how old the oldest is."""

    visible: int
    in_flight: int
    delayed: int
    oldest_age_seconds: float

    @property
    def waiting(self) -> int:
        """All that is not done with."""
        return self.visible + self.in_flight + self.delayed


@dataclass(frozen=True)
class Redrive:
    """After so many receptions a message moves to the dead-letter queue of that name, in the same file."""

    dead_letter_queue: str
    max_receive_count: int


class SqliteQueue:
    """One named queue of a file. Safe for many threads and several processes.

    ``on_send`` is called after something was sent by this process.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        *,
        clock: Callable[[], float],
        new_id: Callable[[], str],
        redrive: Redrive | None = None,
        on_send: Callable[[], None] | None = None,
        synchronous: Synchronous = "NORMAL",
    ) -> None:
        self._file = SqliteFile(path, schema=SCHEMA, synchronous=synchronous)
        self._name = name
        self._clock = clock
        self._new_id = new_id
        self._redrive = redrive
        self._on_send = on_send

    def send(self, body: str, *, delay_seconds: int = 0) -> None:
        self._send([body], delay_seconds)

    def send_many(self, bodies: Sequence[str]) -> None:
        self._send(bodies, 0)

    def receive(self, *, limit: int, visibility_seconds: int) -> list[ReceivedMessage]:
        """The oldest visible messages, hidden from others for so long."""
        now = self._clock()
        with self._file.writing() as connection:
            self._bury_dead(connection, now)
            rows = connection.execute(
                "SELECT sequence, message_id, body, receive_count, sent_at FROM messages "
                "WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, sequence LIMIT ?",
                (self._name, now, limit),
            ).fetchall()
            return [self._hide(connection, row, now + visibility_seconds) for row in rows]

    def delete(self, receipt_handle: str) -> None:
        """Done with it. Only the handle of the latest reception counts; an older one changes nothing."""
        with self._file.writing() as connection:
            connection.execute(
                "DELETE FROM messages WHERE queue = ? AND receipt_handle = ?", (self._name, receipt_handle)
            )

    def release(self, receipt_handle: str, delay_seconds: int) -> None:
        """Not done with it: let it be received again after the delay."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE messages SET visible_at = ? WHERE queue = ? AND receipt_handle = ?",
                (self._clock() + delay_seconds, self._name, receipt_handle),
            )

    def take_back(self) -> None:
        """Let everything in flight be received again at once. Only for who knows that all receivers are gone."""
        now = self._clock()
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE messages SET visible_at = ? WHERE queue = ? AND visible_at > ? AND receipt_handle IS NOT NULL",
                (now, self._name, now),
            )

    def depth(self) -> Depth:
        now = self._clock()
        with self._file.reading() as connection:
            visible, in_flight, delayed, oldest = connection.execute(
                "SELECT count(*) FILTER (WHERE visible_at <= :now), "
                "count(*) FILTER (WHERE visible_at > :now AND receipt_handle IS NOT NULL), "
                "count(*) FILTER (WHERE visible_at > :now AND receipt_handle IS NULL), "
                "min(sent_at) FROM messages WHERE queue = :queue",
                {"now": now, "queue": self._name},
            ).fetchone()
        return Depth(visible, in_flight, delayed, 0.0 if oldest is None else max(0.0, now - oldest))

    def close(self) -> None:
        self._file.close()

    def _send(self, bodies: Sequence[str], delay_seconds: int) -> None:
        for body in bodies:
            if len(body.encode()) > MAXIMUM_BODY_BYTES:
                raise TooLarge(f"a message holds at most {MAXIMUM_BODY_BYTES} bytes")
        now = self._clock()
        with self._file.writing() as connection:
            connection.executemany(
                "INSERT INTO messages (queue, message_id, body, sent_at, visible_at) VALUES (?, ?, ?, ?, ?)",
                [(self._name, self._new_id(), body, now, now + delay_seconds) for body in bodies],
            )
        if self._on_send and bodies:
            self._on_send()

    def _bury_dead(self, connection: sqlite3.Connection, now: float) -> None:
        if self._redrive is not None:
            connection.execute(
                "UPDATE messages SET queue = ?, visible_at = ?, receive_count = 0, receipt_handle = NULL "
                "WHERE queue = ? AND visible_at <= ? AND receive_count >= ?",
                (self._redrive.dead_letter_queue, now, self._name, now, self._redrive.max_receive_count),
            )

    def _hide(
        self, connection: sqlite3.Connection, row: tuple[int, str, str, int, float], visible_at: float
    ) -> ReceivedMessage:
        sequence, message_id, body, receive_count, sent_at = row
        handle = self._new_id()
        connection.execute(
            "UPDATE messages SET visible_at = ?, receive_count = ?, receipt_handle = ? WHERE sequence = ?",
            (visible_at, receive_count + 1, handle, sequence),
        )
        return ReceivedMessage(message_id, handle, body, receive_count + 1, sent_at)
