"""``python -m tools simulate``: tables, JSON, a chart, and errors that say what to mend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.routing.accepted import AcceptedRule, AcceptedRules, RuleChange, RuleStep
from chalicelib.routing.rule import Rule
from chalicelib.routing.rules import rule_book
from chalicelib.store.transaction import write
from infra.local.machine import Machine, Options
from tests.support.world import SHOP
from tools.simulation.command import EXAMPLE, main
from tools.simulation.plan import read_plan

SMALL = {
    "start": "2026-11-10T09:00:00+08:00",
    "per_hour": [12, 6],
    "drain_hours": 2,
    "kinds": [{"share": 1, "category": "policy"}],
    "teams": [{"id": "day", "agents": 3, "queues": ["policy"], "windows": ["09:00-18:00"]}],
}


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(SMALL | changes), encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_tables_name_severities_and_hours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(written(tmp_path))]) == 0
    shown = capsys.readouterr().out
    assert "S3" in shown
    assert "11-10 12:00" in shown


def test_the_same_seed_tells_the_same_and_another_does_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = str(written(tmp_path))
    assert told(capsys, plan) == told(capsys, plan)
    assert told(capsys, plan)["hours"] != told(capsys, plan, "--seed", "2")["hours"]


def test_recorded_complaints_are_replayed_from_the_start_of_the_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = tmp_path / "came.jsonl"
    lines = [
        {"at": "2025-11-11T01:30:00+08:00", "category": "policy"},
        {"at": "2025-11-11T00:00:00+08:00", "category": "quality", "signals": ["safety"]},
    ]
    recorded.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = told(capsys, str(written(tmp_path)), "--recorded", str(recorded))
    assert [hour["asked"] for hour in found["hours"]][:2] == [1, 1]
    assert {one["severity"]: one["complaints"] for one in found["as_rostered"]} == {"S0": 1, "S1": 0, "S2": 0, "S3": 1}


def test_other_rules_place_complaints_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "rules.yaml"
    titles = {"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"}
    queues = [{"id": name, "titles": titles} for name in ("policy", "all", "urgent")]
    book = {"version": "trial", "queues": queues}
    hand_overs = rule_book().model_dump(mode="json")["hand_overs"]
    one = {"id": "one", "when": {"categories": ["policy"]}, "then": {"queue": "all", "reason": "A trial."}}
    rules.write_text(
        yaml.safe_dump(
            book | {"hand_overs": hand_overs, "rules": [one], "otherwise": {"queue": "all", "reason": "A trial."}}
        ),
        encoding="utf-8",
    )
    found = told(capsys, str(written(tmp_path)), "--rules", str(rules))
    assert set(found["hours"][0]["needed"]) == {"all"}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The data folder of a machine whose shop has accepted that invoices go to the attitude team."""
    folder = tmp_path / "data"
    running = Machine(Options(data=folder, url="http://127.0.0.1:8000"))
    rule = {"id": "bills", "when": {"shops": [SHOP], "words": ["发票"]}, "then": {"queue": "attitude", "reason": "."}}
    store, now = running.runtime.shop_rules, running.runtime.clock()
    one = AcceptedRule(rule=Rule.model_validate(rule), proposal="p1", by="supervisor-1", at=now)
    change = RuleChange(version=1, step=RuleStep.ACCEPTED, rule=one.rule, proposal="p1", by=one.by, at=now)
    write(running.runtime.table, store.writes(SHOP, AcceptedRules().accepting(one), change))
    running.close()
    return folder


def test_what_a_shop_accepted_is_asked_too(tmp_path: Path, machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    teams = [{**SMALL["teams"][0], "queues": ["policy", "attitude"]}]  # type: ignore[index]
    plan = str(written(tmp_path, kinds=[{"share": 1, "category": "policy", "text": "发票呢"}], teams=teams))
    assert set(told(capsys, plan)["hours"][0]["needed"]) == {"policy"}
    of_the_shop = told(capsys, plan, "--shop", SHOP, "--data", str(machine))
    assert set(of_the_shop["hours"][0]["needed"]) == {"attitude"}
    elsewhere = told(capsys, plan, "--shop", "other", "--data", str(machine))
    assert set(elsewhere["hours"][0]["needed"]) == {"policy"}


@pytest.mark.parametrize("half", [["--shop", SHOP], ["--stage", "prod"]])
def test_a_shop_is_named_with_where_its_rules_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], half: list[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(written(tmp_path)), *half])
    assert "--shop goes with --stage or --data" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_hours_are_drawn(tmp_path: Path, ending: str) -> None:
    chart = tmp_path / f"hours.{ending}"
    assert main([str(written(tmp_path)), "--chart", str(chart)]) == 0
    assert chart.stat().st_size > 1_000


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"teams": [{**SMALL["teams"][0], "queues": ["polcy"]}]}, "polcy"),  # type: ignore[index]
        ({"teams": [SMALL["teams"][0]] * 2}, "same id"),  # type: ignore[index]
        ({"per_hour": []}, "per_hour"),
        ({"start": "2026-11-10T09:00:00"}, "start"),
    ],
)
def test_a_wrong_plan_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], named: str
) -> None:
    assert main([str(written(tmp_path, **changes))]) == 2
    assert named in capsys.readouterr().err


@pytest.mark.parametrize("line", ["{", '"text"', '{"at": "2025-11-11T01:30:00+08:00", "category": "weather"}'])
def test_a_wrong_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    recorded = tmp_path / "came.jsonl"
    recorded.write_text(f"\n{line}\n", encoding="utf-8")
    assert main([str(written(tmp_path)), "--recorded", str(recorded)]) == 2
    assert "came.jsonl, line 2" in capsys.readouterr().err


def test_an_empty_recording_and_a_missing_plan_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert main([str(written(tmp_path)), "--recorded", str(empty)]) == 2
    assert main([str(tmp_path / "nowhere.yaml")]) == 2
    assert "empty.jsonl" in (wrong := capsys.readouterr().err)
    assert "nowhere.yaml" in wrong


def test_the_example_is_a_plan() -> None:
    assert len(read_plan(EXAMPLE).per_hour) > 48
