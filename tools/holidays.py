"""Writes ``chalicelib/calendars/days.json`` from two libraries: ``chinesecalendar`` for what the State Council has
published for mainland China, ``holidays`` for all other jurisdictions and for the years not yet published.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from typing import Any, Final

import holidays as library
from chinese_calendar import constants

from chalicelib.calendars.days import DATA

FIRST: Final = 2013
"""Before the oldest rule that counts days."""
LAST: Final = 2032
COUNTRIES: Final = {"HK": "HK", "TW": "TW", "UK": "GB", "US": "US"}
"""Jurisdiction → country of the library."""


def main(argv: list[str]) -> int:
    argparse.ArgumentParser(prog="python -m tools holidays", description=__doc__).parse_args(argv)
    written = table()
    DATA.write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for name, entry in written["jurisdictions"].items():
        first, last = entry["decided"]
        print(f"{name}: decided {first} to {last}, statutory days to {LAST}")
    return 0


def table() -> dict[str, Any]:
    chinese, others = version("chinesecalendar"), version("holidays")
    jurisdictions = {name: _computed(library.country_holidays(code, years=YEARS)) for name, code in COUNTRIES.items()}
    jurisdictions["EU"] = _computed(library.financial_holidays("ECB", years=YEARS))
    jurisdictions["CN"] = _mainland()
    return {"version": f"chinesecalendar-{chinese}+holidays-{others}", "jurisdictions": jurisdictions}


YEARS: Final = range(FIRST, LAST + 1)


def _mainland() -> dict[str, Any]:
    """``constants.holidays`` holds every day off around a holiday; the statutory ones are told by ``holidays``."""
    published = max(constants.holidays).year
    known = library.country_holidays("CN", years=YEARS, observed=False, language="en_US")
    statutory = [day for day, name in known.items() if not name.startswith("Day off")]
    return {
        "decided": [FIRST, published],
        "public_holidays": _written(statutory),
        "days_off": _written(constants.holidays),
        "make_up_workdays": _written(constants.workdays),
    }


def _computed(days: Iterable[date]) -> dict[str, Any]:
    return {"decided": [FIRST, LAST], "public_holidays": _written(days), "days_off": [], "make_up_workdays": []}


def _written(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days) if FIRST <= day.year <= LAST]
