"""Every store of our own secrets keeps the same promises, and the parameter store's outages are ours."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from chalicelib.gateways.parameters import Parameters, ParameterSecrets
from chalicelib.model.errors import NotFound, Upstream
from chalicelib.model.ports import Secrets
from infra.local.secret_files import FileSecrets
from tests.gateways.aws import OUTAGES, client, failing
from tests.support.fakes import FakeSecrets

NUMBERS = count()
NAME = "webhooks/demo/e1/s1"


@pytest.fixture(params=["fake", "files", "parameters"])
def secrets(request: pytest.FixtureRequest, tmp_path: Path) -> Secrets:
    if request.param == "fake":
        return FakeSecrets()
    if request.param == "files":
        return FileSecrets(tmp_path / "secrets")
    request.getfixturevalue("aws")
    return ParameterSecrets(Parameters(lambda: client("ssm"), f"/huiyin/secrets-{next(NUMBERS)}"))


def test_what_is_put_is_got_and_can_be_deleted(secrets: Secrets) -> None:
    with pytest.raises(NotFound):
        secrets.get(NAME)
    secrets.put(NAME, "whsec_one")
    assert secrets.get(NAME) == "whsec_one"
    secrets.delete(NAME)
    with pytest.raises(NotFound):
        secrets.get(NAME)
    secrets.delete(NAME)


def test_a_name_keeps_its_first_value(secrets: Secrets) -> None:
    secrets.put(NAME, "whsec_one")
    secrets.put(NAME, "whsec_two")
    assert secrets.get(NAME) == "whsec_one"


def test_names_stay_apart(secrets: Secrets) -> None:
    secrets.put(NAME, "whsec_one")
    secrets.put("webhooks/demo/e1/s2", "whsec_two")
    assert (secrets.get(NAME), secrets.get("webhooks/demo/e1/s2")) == ("whsec_one", "whsec_two")


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    FileSecrets(tmp_path / "secrets").put("../../escape", "whsec_one")
    [file] = (tmp_path / "secrets").iterdir()
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("outage", OUTAGES, ids=repr)
def test_an_outage_may_pass(outage: Exception) -> None:
    secrets = ParameterSecrets(Parameters(lambda: failing("ssm", outage), "/huiyin/out"))
    for act in (lambda: secrets.put(NAME, "whsec_one"), lambda: secrets.delete(NAME), lambda: secrets.get(NAME)):
        with pytest.raises(Upstream) as refused:
            act()
        assert "whsec_one" not in str(refused.value)
