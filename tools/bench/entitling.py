"""How many entitlements one core works out in a second with all rules loaded, and what loading them costs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chalicelib.policies.compiling import build_rules
from chalicelib.policies.engine import entitle
from chalicelib.policies.rulebook import rulebook

HEAD: Final = ("policies, one core", "rules", "evaluations a second", "compiled kB", "load ms")
BATCHES: Final = 5
ROUNDS: Final = 20
"""Of all cases, in each batch; the quickest batch counts."""
_LOADS: Final = """
import json, sys, time
from pathlib import Path
from chalicelib.policies.rulebook import assembled
started = time.process_time()
assembled(json.loads(Path(sys.argv[1]).read_bytes()))
print((time.process_time() - started) * 1_000)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitling:
    rules: int
    per_second: float
    kilobytes: float
    load: float

    def row(self) -> tuple[str, ...]:
        return ("entitle", str(self.rules), f"{self.per_second:,.0f}", f"{self.kilobytes:.0f}", f"{self.load:.1f}")


def measured() -> Entitling:
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "rules.json"
        build_rules(compiled)
        size, load = compiled.stat().st_size, _load(compiled)
    return Entitling(
        rules=len(rulebook().rules), per_second=_per_second(questions()), kilobytes=size / 1_000, load=load
    )


def questions() -> list[dict[str, Any]]:
    """One of each usual kind, with dates that reach every branch of the clock."""
    base = {
        "jurisdiction": "CN",
        "buyer": "consumer",
        "channel": "online",
        "seller_type": "self",
        "price_paid": "219.00",
    }
    dated = {"order_date": "2026-07-12", "signed_on": "2026-07-14", "claim_at": "2026-07-17T10:00:00"}
    kinds: list[dict[str, Any]] = [
        {"issue": "no_reason", "category": "shoes", "product": "sandals", "condition": "tried indoors, tags on"},
        {"issue": "quality_fault", "category": "appliance_large", "product": "fridge", "fault_on": "2026-07-16"},
        {"issue": "quality_fault", "category": "appliance_large", "product": "freezer", "profile": "jd_self"},
        {"issue": "repair_request", "category": "phone", "product": "mobile phone", "profile": "norm_platform"},
        {"issue": "price_drop", "category": "appliance_large", "profile": "gome", "price_now": "199.00"},
        {"issue": "counterfeit", "category": "cosmetics", "product": "lipstick", "counterfeit": "asserted"},
        {"issue": "short", "category": "daily", "condition": "4 of 6", "carrier_chosen_by": "seller"},
        {"issue": "regulator", "authority_accepted_on": "2026-07-15"},
    ]
    return [base | dated | kind for kind in kinds]


def _per_second(asked: list[dict[str, Any]]) -> float:
    for facts in asked:
        entitle(facts)
    return len(asked) * ROUNDS / min(_seconds(asked) for _ in range(BATCHES))


def _seconds(asked: list[dict[str, Any]]) -> float:
    started = time.process_time()
    for _ in range(ROUNDS):
        for facts in asked:
            entitle(facts)
    return time.process_time() - started


def _load(compiled: Path) -> float:
    """In a process of its own, as a function's first question finds it."""
    done = subprocess.run([sys.executable, "-c", _LOADS, str(compiled)], capture_output=True, text=True, check=True)
    return float(done.stdout)
