"""A row as the event the relay channel takes. The same row gives the same bytes, always."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalicelib.channels.relay.payload import COMPLAINT_RECEIVED, RelayEvent, read_complaint
from chalicelib.model.errors import MalformedPayload
from chalicelib.reports.csv_table import would_run

from .columns import Columns
from .dates import moment_of
from .problems import Rejected
from .sheets import Cell
from .tables import Row

LONGEST_TEXT: Final = 100_000
LONGEST_LINE: Final = 1_000

_LINES: Final = ("external_id", "conversation_id", "subject", "platform", "language")
_CUSTOMER: Final = {"customer_id": "id", "name": "name", "phone": "phone", "email": "email"}
_NOTHING: Final = frozenset({"-", "--", "—", "/", "无", "無", "暂无", "null", "none", "nil", "n/a", "na", "nan"})
_QUOTED_FORMULA: Final = re.compile(r'="([^"]*)"')
_TEXT_MARK: Final = "'"
_DIGITS_LOST: Final = re.compile(r"-?[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """``identifier`` becomes the ``webhook-id``: a row that was changed is another delivery about the same case."""

    identifier: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    columns: Columns
    zone: ZoneInfo
    channel: str | None = None

    def delivery(self, row: Row) -> Delivery:
        """Raises ``Rejected``."""
        body = json.dumps(self.event(row), ensure_ascii=False).encode()
        return Delivery(identifier=f"import_{hashlib.sha256(body).hexdigest()[:40]}", body=body)

    def event(self, row: Row) -> dict[str, Any]:
        """Checked by the relay channel's own reader. Raises ``Rejected``."""
        if row.problem:
            raise Rejected(row.problem)
        notes = {name: text for name in self.columns.notes if (text := shown(row.cells.get(name, "")))}
        data = {**self._said(row), **self._when(row, notes), **self._order(row, notes), "meta": notes}
        data = {name: value for name, value in data.items() if value}
        try:
            read_complaint(RelayEvent(type=COMPLAINT_RECEIVED, data=data))
        except MalformedPayload as error:
            raise Rejected(error.detail) from None
        return {"type": COMPLAINT_RECEIVED, "data": data}

    def _said(self, row: Row) -> dict[str, Any]:
        text = self._field(row, "text")
        if not text:
            raise Rejected(f"no text in '{self.columns.by_field['text']}'")
        if len(text) > LONGEST_TEXT:
            raise Rejected(f"the text is longer than {LONGEST_TEXT} characters")
        lines = {name: self._line(row, name) for name in _LINES}
        customer = {name: line for field, name in _CUSTOMER.items() if (line := self._line(row, field))}
        identity = {
            "channel": self.channel or self._line(row, "channel"),
            "external_id": _exact(lines["external_id"]) or _name_of(row),
        }
        return {**lines, **identity, "text": text, "customer": customer}

    def _when(self, row: Row, notes: dict[str, str]) -> dict[str, str]:
        """A time nobody can read is still worth telling."""
        column = self.columns.by_field.get("occurred_at", "")
        cell = row.cells.get(column, "")
        moment = moment_of(cell if isinstance(cell, datetime) else shown(cell), self.zone)
        if moment:
            return {"occurred_at": moment.isoformat()}
        notes.update(_if_any(column, shown(cell)))
        return {}

    def _order(self, row: Row, notes: dict[str, str]) -> dict[str, str]:
        """A number that lost its digits names another order, so it is only told."""
        number = self._line(row, "order_id")
        if not _DIGITS_LOST.fullmatch(number):
            return {"order_id": number}
        notes.update(_if_any(self.columns.by_field["order_id"], number))
        return {}

    def _line(self, row: Row, field: str) -> str:
        line = " ".join(self._field(row, field).split())
        if len(line) > LONGEST_LINE:
            raise Rejected(f"'{self.columns.by_field[field]}' is longer than {LONGEST_LINE} characters")
        return line

    def _field(self, row: Row, field: str) -> str:
        return shown(row.cells.get(self.columns.by_field.get(field, ""), ""))


def shown(cell: Cell) -> str:
    """What a reader of the sheet sees; a word for nothing is nothing. Formulas are text like any other."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    text = cell.replace("\0", "").strip()
    if quoted := _QUOTED_FORMULA.fullmatch(text):
        text = quoted[1].strip()
    text = _without_mark(text) if text.startswith(_TEXT_MARK) else text
    return "" if text.casefold() in _NOTHING else text


def _without_mark(text: str) -> str:
    """By which a spreadsheet keeps a number or a formula as text; before other words it is an apostrophe."""
    rest = text.removeprefix(_TEXT_MARK)
    return rest if rest[:1].isdecimal() or would_run(rest) else text


def _exact(identifier: str) -> str:
    """Two cases must never become one because a spreadsheet rounded their numbers."""
    if _DIGITS_LOST.fullmatch(identifier):
        raise Rejected(f"the id '{identifier}' lost its digits in a spreadsheet: export the column as text")
    return identifier


def _name_of(row: Row) -> str:
    """By all it says, so that the same row has the same name in the next file, too."""
    said = sorted((name, text) for name, cell in row.cells.items() if (text := shown(cell)))
    return f"row-{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]}"


def _if_any(name: str, text: str) -> Iterator[tuple[str, str]]:
    if text:
        yield name, text
