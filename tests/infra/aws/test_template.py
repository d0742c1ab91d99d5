"""The resource files as one template, and what they promise to the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from chalice.config import Config
from chalice.deploy.validate import validate_configuration

from app import app
from chalicelib.channels.registry import POLLED
from chalicelib.runtime.aws import Environment
from chalicelib.store.definition import TTL_ATTRIBUTE, definition
from infra.aws.template import joined

ROOT: Final = Path(__file__).parents[3]
LOGICAL_IDS: Final = {"api_handler": "APIHandler"}


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return joined()


def test_the_table_is_the_one_the_store_defines(template: dict[str, Any]) -> None:
    properties = template["Resources"]["Table"]["Properties"]
    wanted = definition("any")
    for part in ("BillingMode", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes"):
        assert properties[part] == wanted[part]
    assert properties["StreamSpecification"]["StreamViewType"] == wanted["StreamSpecification"]["StreamViewType"]
    assert properties["TimeToLiveSpecification"] == {"AttributeName": TTL_ATTRIBUTE, "Enabled": True}


def test_functions_get_every_variable_the_code_reads_and_no_other(template: dict[str, Any]) -> None:
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    assert set(variables) == set(Environment.model_fields)


def test_every_function_is_configured_and_patched(template: dict[str, Any]) -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    functions = {"api_handler", *(source.name for source in app.event_sources)}
    assert set(config["lambda_functions"]) == functions
    for name in functions:
        assert "LoggingConfig" in template["Resources"][logical_id(name)]["Properties"]


def test_the_poller_may_read_the_accounts_of_every_channel_that_is_asked() -> None:
    policy = (ROOT / ".chalice" / "policy-poll_channels.json").read_text(encoding="utf-8")
    assert set(re.findall(r"/channels/([a-z_]+)/\*", policy)) == set(POLLED)


def logical_id(function: str) -> str:
    return LOGICAL_IDS.get(function) or "".join(part.capitalize() for part in function.split("_"))


def test_chalice_would_deploy_this_app() -> None:
    """`chalice package` leaves out these checks."""
    validate_configuration(Config(chalice_stage="aws", config_from_disk={"chalice_app": app}))


def test_short_tags_and_anchors_become_plain_json(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        """
Resources:
  One: {Value: &shared {Ref: !Ref X, Arn: !GetAtt X.Arn.Deep, Text: !Sub "${X}/*"}}
  Two: {Value: {<<: *shared, If: !If [C, !Ref A, !Ref B]}}
""",
        encoding="utf-8",
    )
    resources = joined(tmp_path)["Resources"]
    assert resources["One"]["Value"] == {
        "Ref": {"Ref": "X"},
        "Arn": {"Fn::GetAtt": ["X", "Arn.Deep"]},
        "Text": {"Fn::Sub": "${X}/*"},
    }
    assert resources["Two"]["Value"]["If"] == {"Fn::If": ["C", {"Ref": "A"}, {"Ref": "B"}]}
    assert json.loads(json.dumps(resources)) == resources


def test_a_name_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("Resources: {Same: {Type: X}}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"b\.yaml Resources: Same"):
        joined(tmp_path)


@pytest.mark.parametrize("path", sorted((ROOT / ".chalice").glob("policy-*.json")), ids=lambda path: path.stem)
def test_policies_allow_and_name_their_statements(path: Path) -> None:
    statements = json.loads(path.read_text(encoding="utf-8"))["Statement"]
    assert all(one["Effect"] == "Allow" for one in statements)
    assert len({one["Sid"] for one in statements}) == len(statements)


def test_metric_filters_look_for_what_workers_write(template: dict[str, Any]) -> None:
    """A filter that matches nothing is silent for ever, and so is its alarm."""
    rooms = [ROOT / "chalicelib" / room for room in ("workers", "background")]
    written = "".join(path.read_text(encoding="utf-8") for room in rooms for path in room.glob("*.py"))
    filters = [one for one in template["Resources"].values() if one.get("Type") == "AWS::Logs::MetricFilter"]
    assert filters
    for one in filters:
        [sought] = re.findall(r"\*([^*]+)\*|\$\.(\w+) = \*", one["Properties"]["FilterPattern"])
        assert "".join(sought) in written
