"""Writes the report of a month as PDF, or as the page it is printed from when the name ends in .html.

It says what ``GET /v1/reports/monthly`` says. A PDF wants Chromium and, for Chinese, a font.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chalicelib.model.errors import InvalidInput
from chalicelib.reports.monthly import Month
from chalicelib.routing.titles import LANGUAGES
from chalicelib.web import pages
from chalicelib.web.monthly_showing import monthly_view
from infra.local.folder import Unusable

from .deployment import add_place, runtime_of
from .printing import CannotPrint, printed

PAGE = ".html"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools monthly-report", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    parser.add_argument("--month", help="as 2026-10; the last one that is over when not given")
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--out", type=Path, required=True, help="a file that ends in .pdf or .html")
    given = parser.parse_args(argv)
    try:
        written = _document(given)
    except InvalidInput as error:
        print(f"{error.detail}: {', '.join(error.fields.values())}", file=sys.stderr)
        return 2
    except (CannotPrint, Unusable) as error:
        print(error, file=sys.stderr)
        return 2
    given.out.write_bytes(written)
    print(f"{given.out}, {len(written) / 1000:,.0f} kB", file=sys.stderr)
    return 0


def _document(given: argparse.Namespace) -> bytes:
    with runtime_of(given) as runtime:
        reporting = runtime.reporting
        month = Month.asked_for(given.month, today=reporting.today)
        view = monthly_view(reporting, given.shop, month, language=given.lang)
    html = pages.monthly_page(language=pages.Language(given.lang), view=view)
    return html.encode() if given.out.suffix == PAGE else printed(html, language=given.lang)
