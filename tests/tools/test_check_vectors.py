"""``check-vectors``: every shipped vector passes, and what does not pass is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.alerts.robots import ROBOTS
from chalicelib.channels.registry import CHANNELS
from tools.check_vectors import REPLAYS, main

OTHERWISE_NAMED = {"captcha", "jd_jos", "standard_webhooks", "taobao_top", "x_twitter"}
VECTORS = Path(__file__).parent.parent / "channels" / "vectors"


def test_all_shipped_vectors_pass(capsys: pytest.CaptureFixture[str]) -> None:
    shipped = sum(len(json.loads(path.read_text("utf-8"))["vectors"]) for path in VECTORS.glob("*.json"))
    assert main([str(VECTORS)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{shipped} passed, 0 failed"


def test_every_replay_has_its_file_here() -> None:
    assert {path.stem for path in VECTORS.glob("*.json")} == set(REPLAYS)


def test_a_channel_with_vectors_is_a_channel_of_the_registry() -> None:
    assert {name.replace("-", "_") for name in REPLAYS} - OTHERWISE_NAMED <= {*CHANNELS, *ROBOTS}


def _changed(tmp_path: Path, name: str, **change: Any) -> Path:
    document = json.loads((VECTORS / "relay.json").read_text("utf-8"))
    vector = next(each for each in document["vectors"] if each["name"] == name)
    vector |= change
    folder = tmp_path / "vectors"
    folder.mkdir()
    (folder / "relay.json").write_text(json.dumps(document), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expect": {"valid": False, "reason": "bad_signature"}}, "relay-12315: refused: None, expected 'signature'"),
        ({"expect": {}}, "the vector lacks 'valid'"),
    ],
)
def test_a_vector_that_differs_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], said: str
) -> None:
    assert main([str(_changed(tmp_path, "relay-12315", **change))]) == 1
    out = capsys.readouterr().out
    assert said in out
    assert out.endswith("8 passed, 1 failed\n")


@pytest.mark.parametrize(
    ("name", "vector", "said"),
    [
        ("jd_jos", {"kind": "tomorrow", "inputs": {}, "expect": {}}, "no replay for the kind tomorrow"),
        ("jd_jos", {"kind": "sign_request", "inputs": [], "expect": {}}, "cannot be played (TypeError: "),
        ("douyin", {"kind": "post_webhook"}, "the vector lacks 'inputs'"),
    ],
)
def test_a_vector_that_cannot_be_played_fails_and_the_others_are_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, vector: dict[str, Any], said: str
) -> None:
    document = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    before = len(document["vectors"])
    document["vectors"] = [{"name": "odd", **vector}, {"name": "odd", **vector}, *document["vectors"]]
    (tmp_path / f"{name}.json").write_text(json.dumps(document), "utf-8")
    assert main([str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert f"  odd: {said}" in out
    assert out.endswith(f"{before} passed, 2 failed\n")


@pytest.mark.parametrize(
    ("name", "place", "key"),
    [
        ("wechat_oa", "query", "timestamp"),
        ("wecom_kf", "query", "timestamp"),
        ("weibo", "query", "timestamp"),
        ("sendgrid", "headers", "X-Twilio-Email-Event-Webhook-Timestamp"),
        ("slack", "headers", "X-Slack-Request-Timestamp"),
        ("lark", "headers", "X-Lark-Request-Timestamp"),
        ("wechatpay_complaint", "headers", "Wechatpay-Timestamp"),
        ("relay", "headers", "webhook-timestamp"),
        ("standard-webhooks", "headers", "webhook-timestamp"),
    ],
)
@pytest.mark.parametrize("value", [None, "", "soon"])
def test_a_call_without_a_readable_time_is_played_and_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, place: str, key: str, value: str | None
) -> None:
    document = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    changed = [each for each in document["vectors"] if _without(each, place, key, value)]
    assert changed
    (tmp_path / f"{name}.json").write_text(json.dumps({**document, "vectors": changed}), "utf-8")
    assert main([str(tmp_path)]) == 0, capsys.readouterr().out


def _without(vector: dict[str, Any], place: str, key: str, value: str | None) -> bool:
    """Whether the vector had ``key``; now it expects to be refused, for a reason that no list names."""
    held = vector.get("inputs", vector).get(place, {})
    if key not in held:
        return False
    del held[key]
    if value is not None:
        held[key] = value
    vector["expect"] = {"valid": False, "reason": "no_time"}
    return True


@pytest.mark.parametrize("name", ["relay", "standard-webhooks", "aws-sns", "wechatpay_complaint", "line", "douyin"])
def test_names_of_headers_may_be_written_in_any_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    document = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    for vector in document["vectors"]:
        held = vector.get("inputs", vector)
        if "headers" in held:
            held["headers"] = {header.upper(): value for header, value in held["headers"].items()}
    (tmp_path / f"{name}.json").write_text(json.dumps(document), "utf-8")
    assert main([str(tmp_path)]) == 0, capsys.readouterr().out


def test_what_all_vectors_share_has_to_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads((VECTORS / "aws-sns.json").read_text("utf-8"))
    del document["cert_pem"]
    (tmp_path / "aws-sns.json").write_text(json.dumps(document), "utf-8")
    assert main([str(tmp_path)]) == 1
    assert "notification-v1-subject: the vector lacks 'cert_pem'" in capsys.readouterr().out


def test_a_file_of_no_shipped_channel_is_listed_and_not_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "telegraph.json").write_text("not even JSON", "utf-8")
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "telegraph: not a shipped channel\n0 passed, 0 failed\n"


@pytest.mark.parametrize("content", ["not JSON", "[]", '{"vectors": [{}]}'])
def test_a_broken_vector_file_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    (tmp_path / "relay.json").write_text(content, "utf-8")
    assert main([str(tmp_path)]) == 2
    assert "check-vectors:" in capsys.readouterr().err


def test_a_folder_without_vectors_is_bad_input(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 2
