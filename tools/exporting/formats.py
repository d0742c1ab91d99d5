"""A day of events as one file."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .problems import CannotWrite

NO_PARQUET: Final = "pyarrow, which writes Parquet, is not installed: .venv/bin/pip install pyarrow"


@dataclass(frozen=True, slots=True)
class Format:
    """``made`` is the same bytes of the same lines, so that writing a day again changes nothing."""

    file: str
    content_type: str
    made: Callable[[Sequence[str]], bytes]


def json_lines(lines: Sequence[str]) -> bytes:
    """Without the time at which they were packed."""
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)


def parquet(lines: Sequence[str]) -> bytes:
    """Raises ``CannotWrite``."""
    try:
        import pyarrow
        from pyarrow import parquet as files
    except ImportError as error:
        raise CannotWrite(NO_PARQUET) from error
    text, number = pyarrow.string(), pyarrow.int32()
    columns: dict[str, Any] = dict.fromkeys(("complaint", "at", "actor_kind", "actor", "type", "body"), text)
    schema = pyarrow.schema(list((columns | {"version": number, "index": number}).items()))
    written = io.BytesIO()
    files.write_table(pyarrow.Table.from_pylist(list(map(json.loads, lines)), schema=schema), written)
    return written.getvalue()


FORMATS: Final[Mapping[str, Format]] = {
    "jsonl": Format("events.jsonl.gz", "application/gzip", json_lines),
    "parquet": Format("events.parquet", "application/vnd.apache.parquet", parquet),
}
