"""What `make deploy` asks of AWS before CloudFormation takes over; the whole way is in ``tests/lambda_runtime``."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from tools.deploy import Artifacts, DeploymentFailed, Parameters, prepare

TEMPLATE = {"Parameters": {"Stage": {}, "PublicUrl": {}, "DefaultShop": {"Default": "main"}}}


@pytest.fixture
def session() -> Iterator[boto3.Session]:
    with mock_aws():
        yield boto3.Session(region_name="eu-central-1")


def test_parameters_not_named_keep_their_value() -> None:
    given = Parameters({"Stage": "test"}).for_stack(TEMPLATE, {"Stage", "PublicUrl"})
    assert given == [
        {"ParameterKey": "PublicUrl", "UsePreviousValue": True},
        {"ParameterKey": "Stage", "ParameterValue": "test"},
    ]


def test_a_parameter_the_template_lost_is_not_kept() -> None:
    assert Parameters({}).for_stack(TEMPLATE, {"Former"}) == []


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(DeploymentFailed, match="no such parameter: PublicURL; there are Stage, PublicUrl"):
        Parameters({"PublicURL": "https://x"}).for_stack(TEMPLATE, set())


def test_artifacts_are_kept_by_their_content(session: boto3.Session) -> None:
    artifacts = Artifacts(session)
    first, again, other = (artifacts.keep(data, suffix=".zip") for data in (b"a", b"a", b"b"))
    assert first == again != other
    assert artifacts.client.get_object(Bucket=artifacts.bucket, Key=first)["Body"].read() == b"a"


@pytest.mark.parametrize("name", ["signing-key", "search-key", "seal-key"])
def test_a_key_is_made_once(session: boto3.Session, name: str) -> None:
    keys = []
    for _ in range(2):
        prepare(session, stage="test", shop="main", seal_keys=["seal-key"])
        found = session.client("ssm").get_parameter(Name=f"/huiyin/test/{name}", WithDecryption=True)
        keys.append(found["Parameter"])
    assert keys[0] == keys[1]
    assert keys[0]["Type"] == "SecureString"
    assert len(keys[0]["Value"]) >= 32


def test_every_seal_key_that_is_named_is_made(session: boto3.Session) -> None:
    prepare(session, stage="test", shop="main", seal_keys=["seal-key-2027", "seal-key"])
    ssm = session.client("ssm")
    new, old = (
        ssm.get_parameter(Name=f"/huiyin/test/{name}", WithDecryption=True)["Parameter"]["Value"]
        for name in ("seal-key-2027", "seal-key")
    )
    assert new != old


def test_the_form_of_the_default_shop_is_open_and_never_overwritten(session: boto3.Session) -> None:
    ssm = session.client("ssm")
    prepare(session, stage="test", shop="main", seal_keys=["seal-key"])
    name = "/huiyin/test/channels/form/main"
    assert ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == '{"shop": "main"}'
    ssm.put_parameter(Name=name, Value="{}", Type="SecureString", Overwrite=True)
    prepare(session, stage="test", shop="main", seal_keys=["seal-key"])
    assert ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == "{}"
