"""The five minutes of README.md, word for word: its bash blocks run in one shell beside a machine with the demo shop.

One replacement is made, so that the test needs no fixed ports: 8000 and 2525 become those of the machine. The shell
stands in a folder that has what the tour reaches for in a checkout: ``var`` with the tokens, and ``docs``.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from .client import JsonObject
from .conftest import MakeRunner
from .runner import ROOT, Runner

HEADING = "## Five minutes"
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END_OF_BLOCK = "=== end of block ==="
TOUR_SECONDS = 120
SURVEY_SECONDS = 5
"""As ``make run`` has it."""


def blocks() -> list[str]:
    section = (ROOT / "README.md").read_text("utf-8").split(HEADING, 1)[1].split("\n## ", 1)[0]
    return BLOCK.findall(section)


def walk(runner: Runner, folder: Path) -> list[str]:
    """What each block of the tour prints."""
    (folder / "docs").symlink_to(ROOT / "docs")
    script = "".join(f"{block}\necho '{END_OF_BLOCK}'\n" for block in blocks())
    script = script.replace(":8000", f":{runner.port}").replace(":2525", f":{runner.smtp_port}")
    done = subprocess.run(
        ["bash", "-euo", "pipefail"],
        input=script,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TOUR_SECONDS,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stderr == ""
    return done.stdout.split(END_OF_BLOCK)[:-1]


def documents(printed: str) -> list[JsonObject]:
    """Every JSON document in what was printed; words that stand alone are left out."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while (begins := printed.find("{", at)) >= 0:
        document, at = decoder.raw_decode(printed, begins)
        found.append(document)
    return found


@pytest.mark.slow
def test_the_tour_of_the_readme_goes_as_it_says(make_runner: MakeRunner, tmp_path: Path) -> None:
    runner = make_runner("var", demo=True, survey_delay_seconds=SURVEY_SECONDS)
    runner.start()
    printed = walk(runner, tmp_path)
    complained, found, handled, asked = map(documents, printed)

    assert [set(document) for document in complained] == [{"receipt", "status_url"}]

    receipt, queues, by_mail = found
    assert receipt["state"] == "processed"
    assert {queue["id"] for queue in queues["items"] if queue["waiting"]} >= {"logistics", "quality"}
    [mailed] = by_mail["items"]
    assert mailed["channel"] == "email"
    assert mailed["category"]["primary"] != "none"
    assert "\ufffd" not in json.dumps(mailed, ensure_ascii=False)

    claimed, clocks = handled
    assert (claimed["status"], claimed["queue"]) == ("assigned", "logistics")
    assert all(clock["due_at"] and clock["steps"] for clock in clocks["items"])
    assert printed[2].rstrip().endswith("resolved")

    assert asked[-2]["numbers"]["answered"] == 1
    assert asked[-2]["numbers"]["csat"] == 1
    assert printed[3].lstrip().startswith("answered")
    assert {"received", "routed", "claimed", "replied", "resolved"} <= {one["type"] for one in asked[-1]["items"]}
