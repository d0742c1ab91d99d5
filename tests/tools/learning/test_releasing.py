"""A released model is used without a deployment, only with the right signature, and can be taken back."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.gateways.released_models import CHECKED_SECONDS, ReleasedModels, Unfit
from chalicelib.model.errors import Upstream
from chalicelib.model.release import CURRENT, Releases
from chalicelib.understanding import model_file
from chalicelib.understanding.assess import assess
from chalicelib.understanding.classifier import classifier
from chalicelib.understanding.text import DATA
from tests.support.fakes import FakeObjects
from tools.learning import releasing

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PEM, PUBLIC = releasing.new_key()
KEY = releasing.private_key(PEM)


def model(*, sure: float, version: int | None = None) -> bytes:
    """The packaged weights with another threshold: another file, so another id."""
    packaged = classifier().model
    changed = replace(packaged, sure=sure, version=version or packaged.version)
    return model_file.dump(changed)


class Reader:
    def __init__(self, objects: FakeObjects, key: str | None = PUBLIC) -> None:
        self.now = 0.0
        self.key = key
        self.models = ReleasedModels(objects, lambda: self.key, monotonic=lambda: self.now)

    def after(self, seconds: float = CHECKED_SECONDS) -> str:
        """The id in use after so long."""
        self.now += seconds
        used = self.models.in_use()
        return used.id if used else "packaged"


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects()


def released(objects: FakeObjects, data: bytes) -> str:
    return releasing.release(objects, data, key=KEY, now=NOW).model


def test_without_a_release_the_packaged_model_is_used(objects: FakeObjects) -> None:
    assert Reader(objects).after() == "packaged"


def test_a_release_is_used_after_the_next_check_and_named_in_assessments(objects: FakeObjects) -> None:
    reader = Reader(objects)
    assert reader.after() == "packaged"
    name = released(objects, model(sure=0.9))
    assert reader.after(CHECKED_SECONDS - 1) == "packaged"
    assert reader.after(1) == name
    assert assess("质量太差", model=reader.models.in_use()).model == name != classifier().id


def test_one_command_rolls_back_to_the_release_before_and_at_last_to_the_packaged(objects: FakeObjects) -> None:
    first, second = released(objects, model(sure=0.8)), released(objects, model(sure=0.9))
    reader = Reader(objects)
    assert reader.after() == second
    releasing.roll_back(objects)
    assert reader.after() == first
    assert releasing.roll_back(objects) is None
    assert reader.after() == "packaged"
    with pytest.raises(Unfit):
        releasing.roll_back(objects)


def test_without_a_public_key_no_release_is_even_looked_for(objects: FakeObjects) -> None:
    released(objects, model(sure=0.9))
    objects.failure = Upstream("must not be asked")
    assert Reader(objects, key=None).after() == "packaged"


def foreign_signature(objects: FakeObjects) -> None:
    other = releasing.private_key(releasing.new_key()[0])
    releasing.release(objects, model(sure=0.95), key=other, now=NOW)


def other_bytes(objects: FakeObjects) -> None:
    name = released(objects, model(sure=0.95))
    [release] = [one for one in Releases.model_validate_json(objects.kept[CURRENT]).releases if one.model == name]
    objects.kept[release.key] = model(sure=0.1)


def other_digest(objects: FakeObjects) -> None:
    """The signature of one file beside the name of another."""
    released(objects, model(sure=0.95))
    newest, *rest = Releases.model_validate_json(objects.kept[CURRENT]).releases
    forged = newest.model_copy(update={"digest": "0" * 64})
    objects.kept[CURRENT] = Releases(releases=(forged, *rest)).model_dump_json().encode()


def broken_list(objects: FakeObjects) -> None:
    objects.kept[CURRENT] = b"{"


def file_gone(objects: FakeObjects) -> None:
    released(objects, model(sure=0.95))
    [objects.kept.pop(key) for key in list(objects.kept) if key.endswith(".model")]


@pytest.mark.parametrize("harm", [foreign_signature, other_bytes, other_digest, broken_list, file_gone])
@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_wrong_with_a_release_is_loud_and_changes_nothing(
    objects: FakeObjects, caplog: pytest.LogCaptureFixture, harm: object, is_first: bool
) -> None:
    reader = Reader(objects)
    before = "packaged" if is_first else released(objects, model(sure=0.7))
    assert reader.after() == before
    assert callable(harm)
    harm(objects)
    with caplog.at_level(logging.ERROR):
        assert reader.after() == before
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert vars(caplog.records[0])["model_refused"] == 1


def test_an_object_store_that_fails_stops_no_message(objects: FakeObjects, caplog: pytest.LogCaptureFixture) -> None:
    name, reader = released(objects, model(sure=0.9)), Reader(objects)
    assert reader.after() == name
    objects.failure = Upstream("down")
    assert reader.after() == name
    objects.failure = None
    assert reader.after() == name
    assert len(caplog.records) == 1


def test_what_functions_would_refuse_is_never_released(objects: FakeObjects) -> None:
    packaged = (DATA / "classifier.model").read_bytes()
    for unfit in (b"", b"{}\n", packaged[:-5], model(sure=0.9, version=99)):
        with pytest.raises(Unfit):
            releasing.release(objects, unfit, key=KEY, now=NOW)
    assert objects.kept == {}


def test_a_key_of_another_kind_is_refused() -> None:
    with pytest.raises(Unfit):
        releasing.private_key(b"no key")
