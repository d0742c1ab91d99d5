"""Who buys again. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from chalicelib.counting.repurchase import AGAIN, BOUGHT

from .measures import Days, parts, share, summed

_GROUPS: Final = {"complained": "yes", "others": "no"}


def repurchase(days: Days) -> dict[str, Any]:
    total = summed(days)
    by = parts(total, "complained")
    followed = {name: by.get(value, Counter()) for name, value in _GROUPS.items()}
    return {
        "repurchase_rate": share(total["buyers_again"], total["buyers"]),
        "within_90_days": {name: share(counts[AGAIN], counts[BOUGHT]) for name, counts in followed.items()},
    }
