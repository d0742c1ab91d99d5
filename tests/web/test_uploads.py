"""Files over HTTP: announced, uploaded past us, named in a complaint, and given to agents by a short-lived link."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any, Final

import pytest

from chalicelib.intake.uploads import LARGEST
from tests.support.world import AGENT, STRANGER, World

from .accounts import change_account
from .api import Api, covers
from .scenes import TEXT

PNG: Final = b"\x89PNG\r\n\x1a\n" + b"." * 100


def uploaded(api: Api, world: World, data: bytes = PNG, *, name: str = "杯子.png") -> dict[str, str]:
    found = api.post("/v1/uploads", {"name": name, "size": len(data)}).json
    world.objects.kept[found["fields"]["key"]] = data
    return {"upload": found["upload"]}


def complained(api: Api, world: World, *files: dict[str, Any]) -> dict[str, Any]:
    """The complaint as an agent sees it."""
    assert api.post("/v1/complaints", {"text": TEXT, "attachments": list(files)}).status == 202
    [outcome] = world.process_queue()
    found: dict[str, Any] = api.get(f"/v1/complaints/{outcome.complaint}", by=AGENT).json
    return found


def link(complaint: dict[str, Any], position: object = 0) -> str:
    message = complaint["messages"][0]["id"]
    return f"/v1/complaints/{complaint['id']}/messages/{message}/attachments/{position}"


@covers("post_upload")
def test_a_file_is_announced(api: Api, world: World) -> None:
    answer = api.post("/v1/uploads", {"name": "a.png", "size": LARGEST})
    assert answer.status == 200
    assert answer.json["url"] == "https://objects.example/"
    assert answer.json["fields"]["policy"] == f"{LARGEST}|300"


@covers("post_upload")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "a", "size": LARGEST + 1}, "size"),
        ({"name": "a", "size": 0}, "size"),
        ({"name": "", "size": 1}, "name"),
        ({"size": 1}, "name"),
        ({"name": "a", "size": 1, "shop": "nowhere"}, "shop"),
    ],
)
def test_what_cannot_be_uploaded_is_said_before(api: Api, body: dict[str, Any], field: str) -> None:
    assert api.post("/v1/uploads", body).wrong_fields() == [field]


@covers("post_upload", "post_complaint", "get_attachment")
def test_an_uploaded_file_reaches_the_agent(api: Api, world: World) -> None:
    content = base64.b64encode(PNG).decode()
    complaint = complained(
        api, world, uploaded(api, world), {"name": "b.html", "content": content}, {"name": "named only.doc"}
    )
    assert complaint["messages"][0]["attachments"] == [
        {"name": "杯子.png", "content_type": "image/png", "size": len(PNG), "stored": True},
        {"name": "b.html.png", "content_type": "image/png", "size": len(PNG), "stored": True},
        {"name": "named only.doc", "content_type": "application/octet-stream", "size": None, "stored": False},
    ]
    given = api.get(link(complaint), by=AGENT).json
    assert given["expires_at"] == (world.clock() + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    assert given["url"].startswith("https://objects.example/files/demo/")
    assert "expires_in=300" in given["url"]
    assert PNG in world.objects.kept.values()
    for position in (2, 3, "-1", "٠", "x", "99999"):
        api.get(link(complaint, position), by=AGENT).problem(404, "not_found")


@covers("get_attachment")
def test_a_file_is_given_to_nobody_else(api: Api, world: World) -> None:
    complaint = complained(api, world, uploaded(api, world))
    api.get(link(complaint)).problem(401, "unauthenticated")
    api.get(link(complaint), by=STRANGER).problem(404, "not_found")


@covers("post_complaint")
def test_a_file_that_cannot_be_taken_is_named_and_nothing_is_accepted(api: Api, world: World) -> None:
    files = [uploaded(api, world), uploaded(api, world, b"MZ\x90"), {"upload": "forged.token"}]
    answer = api.post("/v1/complaints", {"text": TEXT, "attachments": files})
    assert answer.wrong_fields() == ["attachments.1", "attachments.2"]
    assert world.intake.take() == []
    assert not [key for key in world.objects.kept if key.startswith("files/")]


@covers("post_complaint")
def test_a_complaint_with_files_sent_again_is_the_same_complaint(api: Api, world: World) -> None:
    body = {"text": TEXT, "attachments": [uploaded(api, world)]}
    first, second = (api.post("/v1/complaints", body, Idempotency_Key="k") for _ in range(2))
    assert first.body == second.body
    assert len({outcome.complaint for outcome in world.process_queue()}) == 1
    other = {"text": TEXT, "attachments": [uploaded(api, world)]}
    api.post("/v1/complaints", other, Idempotency_Key="k").problem(422, "idempotency_mismatch")


@covers("post_complaint")
def test_the_bytes_of_a_file_are_kept_once_and_not_in_the_delivery(api: Api, world: World) -> None:
    content = base64.b64encode(PNG).decode()
    api.post("/v1/complaints", {"text": TEXT, "attachments": [{"content": content}]})
    [body] = world.intake.take()
    assert base64.b64encode(content.encode())[:40].decode() not in body
    assert list(world.objects.kept.values()) == [PNG]


@covers("post_upload", "post_complaint")
def test_limits_of_the_account_count(api: Api, world: World) -> None:
    change_account(world, uploads_per_hour="1", api_per_hour="1")
    for path, body in (("/v1/uploads", {"name": "a", "size": 1}), ("/v1/complaints", {"text": TEXT})):
        assert api.post(path, body).status in (200, 202)
        refused = api.post(path, body)
        assert refused.problem(429, "too_many")["retry_after"] == 3600
        assert refused.headers["retry-after"] == "3600"


@covers("post_complaint")
def test_who_sends_json_past_a_captcha_is_asked_for_it_too(api: Api, world: World) -> None:
    change_account(world, "s", captcha="hcaptcha", captcha_site_key="k")
    assert api.post("/v1/complaints", {"text": TEXT}).wrong_fields() == ["captcha"]
    assert world.intake.take() == []


@covers("post_complaint")
def test_an_account_half_set_up_is_closed_and_loud(api: Api, world: World, caplog: pytest.LogCaptureFixture) -> None:
    change_account(world, captcha="hcaptcha", captcha_site_key="k")
    api.post("/v1/complaints", {"text": TEXT, "captcha": "t"}).problem(503, "upstream")
    assert [record.levelname for record in caplog.records if "no secret 'captcha'" in record.message] == ["CRITICAL"]
