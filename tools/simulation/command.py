"""Replays an arrival curve against a roster, by the desk's own rules and promises: which promises would break, by
severity, and how many people each hour needs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from tqdm import tqdm

from chalicelib.model.errors import ConfigurationError
from chalicelib.routing.datafile import parse
from chalicelib.routing.rules import RuleBook, rule_book
from tools.deployment import add_place, runtime_of

from . import reporting
from .arriving import Arrival, drawn, per_hour, replayed
from .plan import Plan, read_plan
from .running import Crew, Outcome, crews_of, simulate
from .staffing import crews_as_needed, needed_by_hour

EXAMPLE: Final = Path(__file__).parent / "plans" / "double-eleven.yaml"


def main(argv: list[str]) -> int:
    parser = _arguments()
    arguments = parser.parse_args(argv)
    if bool(arguments.shop) != bool(arguments.data or arguments.stage):
        parser.error("--shop goes with --stage or --data, where its rules are")
    try:
        return _told(arguments)
    except (ConfigurationError, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 2


def _told(arguments: argparse.Namespace) -> int:
    plan, arrivals = _arrivals(arguments)
    rules = _rules(arguments)
    rostered = _run("as rostered", plan, arrivals, crews_of(plan), rules, arguments.seed)
    needed = needed_by_hour(plan, rostered)
    proposed = _run("as needed", plan, arrivals, crews_as_needed(plan, needed), rules, arguments.seed)
    hours = reporting.by_hour(rostered, needed)
    before, after = reporting.by_severity(rostered), reporting.by_severity(proposed)
    if arguments.chart:
        reporting.draw(hours, to=arguments.chart)
    if arguments.json:
        told = reporting.as_json(as_rostered=before, as_needed=after, hours=hours)
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print(reporting.severity_table("Promises with the people of the plan", before))
        print(reporting.severity_table("Promises with the people each hour needs", after))
        print(reporting.hour_table(hours))
    return 0


def _arrivals(arguments: argparse.Namespace) -> tuple[Plan, Sequence[Arrival]]:
    plan = read_plan(arguments.plan)
    if arguments.most_urgent_first:
        plan = plan.model_copy(update={"most_urgent_first": True})
    if arguments.shop:
        plan = plan.model_copy(update={"shop": arguments.shop})
    if arguments.recorded:
        arrivals = replayed(arguments.recorded, plan)
        return plan.model_copy(update={"per_hour": per_hour(arrivals, plan.start)}), arrivals
    return plan, list(drawn(plan, Random(arguments.seed)))


def _rules(arguments: argparse.Namespace) -> RuleBook:
    """With what the shop accepted, where one is named."""
    path: Path | None = arguments.rules
    book = parse(path.read_text(encoding="utf-8"), RuleBook, source=path.name) if path else rule_book()
    if not arguments.shop:
        return book
    with runtime_of(arguments) as runtime:
        return book.with_accepted(runtime.shop_rules.newest(arguments.shop))


def _run(
    title: str, plan: Plan, arrivals: Sequence[Arrival], crews: Sequence[Crew], rules: RuleBook, seed: int
) -> Outcome:
    with tqdm(total=len(arrivals), desc=title, unit=" complaints", disable=None, file=sys.stderr) as bar:
        return simulate(plan, arrivals, crews=crews, rules=rules, random=Random(seed), progress=bar.update)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools simulate", description=__doc__)
    parser.add_argument("plan", type=Path, nargs="?", default=EXAMPLE, help="YAML; without it an invented 双十一")
    parser.add_argument("--recorded", metavar="FILE", type=Path, help="complaints that came, {at, category, …} a line")
    parser.add_argument("--rules", metavar="FILE", type=Path, help="other routing rules than those in force")
    parser.add_argument("--shop", help="with its promises and the rules it accepted, from --stage or --data")
    add_place(parser, required=False)
    parser.add_argument("--most-urgent-first", action="store_true", help="peak mode: by severity, then promise")
    parser.add_argument("--seed", type=int, default=1, help="another number gives other chance (1)")
    parser.add_argument("--chart", metavar="FILE", type=Path, help="draw the hours (.svg, .png, .pdf)")
    parser.add_argument("--json", action="store_true", help="everything as one JSON object")
    return parser
