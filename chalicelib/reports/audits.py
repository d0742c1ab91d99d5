"""What supervisors found who looked at resolved complaints again. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from .measures import Days, parts, share, summed

_FAILED: Final = "failed_"


def audits(days: Days) -> dict[str, Any]:
    total = summed(days)
    return {
        **_passed(total),
        "failed": {
            name.removeprefix(_FAILED): count for name, count in sorted(total.items()) if name.startswith(_FAILED)
        },
        "by": {"agent": {agent: _passed(counts) for agent, counts in parts(total, "agent").items()}},
    }


def _passed(counts: Counter[str]) -> dict[str, Any]:
    return {"audited": counts["audited"], "pass_rate": share(counts["passed"], counts["audited"])}
