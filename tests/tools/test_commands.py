from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest

from tools.__main__ import COMMANDS, main


def run(*arguments: str, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tools", *arguments],
        input="\n".join(json.dumps(line) for line in lines).encode(),
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists_and_is_told(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    module, _, function = COMMANDS[name][0].partition(":")
    assert find_spec(module)
    assert function
    assert main(["--help"]) == 0
    assert name in capsys.readouterr().out


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clasify"]) == 2
    assert "clasify" in capsys.readouterr().err


def test_a_package_that_is_not_there_is_named_with_how_to_get_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(COMMANDS, "broken", ("not_installed.command:main", "needs a package"))
    assert main(["broken"]) == 2
    assert "not_installed" in (said := capsys.readouterr().err)
    assert "make setup" in said


def test_a_module_of_ours_that_is_not_there_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "broken", ("tools.not_there:main", "is a mistake of ours"))
    with pytest.raises(ModuleNotFoundError):
        main(["broken"])


def test_classify_answers_with_everything_promised() -> None:
    text = "充电器冒烟了，订单号241121000123456，不给退款就打12315"
    first, second = run("classify", lines=[{"id": "1", "text": text, "channel": "form"}, {"id": "2", "text": "垃圾"}])
    assert set(first) >= {
        "id", "primary", "labels", "confidence", "evidence", "language", "severity", "signals", "entities", "abstained",
    }  # fmt: skip
    assert first["severity"] == "S0"
    assert first["signals"] == ["safety", "regulator"]
    assert all(text[one["start"] : one["end"]] == one["text"] for one in first["evidence"])
    assert [(one["kind"], one["value"]) for one in first["entities"]] == [("order", "241121000123456")]
    assert (second["id"], second["abstained"]) == ("2", True)


def test_days_are_resolved_against_the_time_of_receipt() -> None:
    line = {"id": "1", "text": "昨天签收的手机，花了1999元"}
    [plain] = run("classify", lines=[line])
    [dated] = run("classify", lines=[{**line, "received_at": "2026-11-12T00:30:00+08:00"}])
    assert plain["entities"][0] == {"kind": "date", "value": "昨天", "start": 0, "end": 2, "about": "received"}
    assert [one["value"] for one in dated["entities"]] == ["2026-11-11", "1999 CNY"]


@pytest.mark.parametrize("received_at", ["yesterday", 5, ""])
def test_a_time_of_receipt_that_is_none_is_refused(received_at: object) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        run("classify", lines=[{"id": "1", "text": "好", "received_at": received_at}])
    assert refused.value.returncode == 2
    assert b"line 1: 'received_at'" in refused.value.stderr


def test_mask_says_what_it_hid() -> None:
    (line,) = run("mask", lines=[{"id": "1", "text": "电话13812345678"}])
    assert line == {"id": "1", "masked": "电话138****5678", "found": [{"kind": "phone", "start": 2, "end": 13}]}


def test_train_names_what_is_missing(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("sklearn")
    assert main(["train", "--data", str(tmp_path)]) == 2
    assert "dev.jsonl" in capsys.readouterr().err
