"""What the pipeline understands with is the released model, once there is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.understanding import model_file
from chalicelib.understanding.classifier import classifier
from tests.support.world import World
from tools.learning import releasing


def test_the_pipeline_records_the_released_model(tmp_path: Path) -> None:
    world = World(tmp_path)
    pem, public = releasing.new_key()
    world.runtime.model_key = lambda: public
    data = model_file.dump(replace(classifier().model, sure=0.99))
    key = releasing.private_key(pem)
    released = releasing.release(world.objects, data, key=key, now=datetime(2026, 11, 20, tzinfo=UTC))
    assert world.complain("质量太差").assessment.model == released.model != classifier().id
    world.close()
