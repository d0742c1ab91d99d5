"""Which zone times are told in when nobody said otherwise, and how an offset is written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

HOME_ZONE: Final = "Asia/Shanghai"


def utc_offset(local: datetime) -> str:
    """``UTC+8``, or with minutes where a zone has them: ``UTC-3:30``."""
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
