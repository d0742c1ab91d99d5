"""Corrections leave the desk as labelled texts: masked, the last word of each complaint, learnt from or judged by."""

from __future__ import annotations

import json
from pathlib import Path

from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Category
from tests.support.world import SHOP, SUPERVISOR, World
from tools.learning.corrections import labelled


def correct(world: World, text: str, *primaries: Category) -> str:
    complaint = world.complain(text)
    for primary in primaries:
        world.runtime.desk.reclassify(complaint.id, Action(by=SUPERVISOR), primary=primary, labels=(), why="")
    return complaint.id


def test_the_last_correction_counts_and_the_text_is_masked(world: World) -> None:
    complaint = correct(world, "质量，打我电话 13812345678", Category.POLICY, Category.ATTITUDE)
    world.complain("物流")
    [row] = labelled(world.runtime, SHOP)
    assert (row["id"], row["primary"], row["said"], row["channel"]) == (complaint, "attitude", "quality", "form")
    assert "质量" in row["text"]
    assert "13812345678" not in json.dumps(row)


def test_more_corrections_than_a_page_are_all_there(world: World) -> None:
    made = {correct(world, f"质量{number}", Category.POLICY) for number in range(101)}
    assert {row["id"] for row in labelled(world.runtime, SHOP)} == made


def test_another_shops_corrections_stay_there(world: World) -> None:
    correct(world, "质量", Category.POLICY)
    assert list(labelled(world.runtime, "other")) == []


def test_what_was_written_is_read_as_examples_and_priors(tmp_path: Path, world: World) -> None:
    from tools.learning.corrected import corrected, learnt_priors

    correct(world, "质量", Category.POLICY)
    file = tmp_path / "corrections.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in labelled(world.runtime, SHOP)))
    [example] = corrected(file)
    assert (example.text, example.primary, example.source) == ("质量", "policy", "corrections")
    assert learnt_priors(file) == {}
    assert corrected(None) == []
