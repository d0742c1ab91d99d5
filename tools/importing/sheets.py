"""XLSX, read row by row. Formulas are never computed: what counts is the value the file keeps beside them."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException

from .problems import Unusable

Cell = str | datetime
UNPACKED_LIMIT: Final = 1_000_000_000
EXACT_DIGITS: Final = 15
"""A spreadsheet keeps no more of a number; what stands behind them is zeros."""

_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, EOFError, KeyError, ValueError, TypeError
)  # fmt: skip


def records(path: Path, *, sheet: str | None = None) -> Iterator[tuple[int, list[Cell]]]:
    """Each row of the sheet, the first unless said, with its number. Raises ``Unusable``."""
    try:
        _require_reasonable(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not read
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            found = _sheet(book, sheet)
            found.reset_dimensions()  # some writers state them wrongly, and rows would be missing
            for number, cells in enumerate(found.iter_rows(values_only=True), start=1):
                yield number, [_cell(value) for value in cells]
        finally:
            book.close()
    except Unusable:
        raise
    except _DAMAGE as error:
        raise Unusable(f"{path} is not a readable XLSX workbook ({type(error).__name__})") from None


def _require_reasonable(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > UNPACKED_LIMIT:
        raise Unusable(f"{path} unpacks to {size / 1e6:.0f} MB, more than {UNPACKED_LIMIT / 1e6:.0f}: split it")


def _sheet(book: Any, name: str | None) -> Any:
    if name is None:
        return book.worksheets[0]
    for found in book.worksheets:
        if found.title == name:
            return found
    raise Unusable(f"there is no sheet '{name}'; there are: {', '.join(one.title for one in book.worksheets)}")


def _cell(value: object) -> Cell:
    if value is None or value in ERROR_CODES:
        return ""
    if isinstance(value, datetime | str):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return str(value)


def _number(value: int | float) -> str:
    """As it was typed; one that has lost digits is written as a spreadsheet shows it, and so recognised."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value != int(value):
        return repr(value)
    digits = str(int(value))
    rounded = len(digits.lstrip("-")) > EXACT_DIGITS and not digits[EXACT_DIGITS:].strip("0")
    if rounded or (isinstance(value, float) and abs(value) >= 10**EXACT_DIGITS):
        return f"{float(value):.{EXACT_DIGITS - 1}E}"
    return digits
