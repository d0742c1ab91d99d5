"""Endpoints of outbound webhooks: configured by admins, looked at by overseers, a secret shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest

from chalicelib.model.identity import Principal, Role
from chalicelib.webhooks.administration import MOST_ENDPOINTS, REPLAYED_AT_ONCE
from tests.support.hearing import URL, answering, publish
from tests.support.world import ADMIN, SUPERVISOR, World

from .api import Api, covers
from .scenes import TEXT

PATH: Final = "/v1/webhooks"
PHONE: Final = "13812345678"
FOREIGN_ADMIN: Final = Principal(id="admin-9", shop="other", roles=frozenset({Role.ADMIN}))


def created(api: Api, **wanted: Any) -> dict[str, Any]:
    answer = api.post(PATH, {"url": URL, **wanted}, by=ADMIN)
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


def log(api: Api, endpoint: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(f"{PATH}/{endpoint}/deliveries", by=ADMIN).json["items"]
    return found


@covers("create_webhook", "get_webhook", "get_webhooks")
def test_the_secret_is_shown_when_it_is_made_and_never_again(api: Api, world: World) -> None:
    made = created(api, types=["complaint.resolved"], description="CRM", scope="personal")
    assert made["secret"].startswith("whsec_")
    assert list(world.secrets.kept.values()) == [made["secret"]]
    shown = api.get(f"{PATH}/{made['id']}", by=SUPERVISOR)
    listed = api.get(PATH, by=SUPERVISOR)
    assert made["secret"] not in shown.text + listed.text
    assert shown.json == {name: value for name, value in made.items() if name != "secret"}
    assert listed.json["items"] == [shown.json]
    assert (shown.json["types"], shown.json["scope"], shown.json["state"]) == (
        ["complaint.resolved"],
        "personal",
        "enabled",
    )


@covers("create_webhook")
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"url": "http://hooks.merchant.example/"}, "url"),
        ({"url": "https://169.254.169.254/latest"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": URL, "types": ["complaint.exploded"]}, "types"),
        ({"url": URL, "scope": "everything"}, "scope"),
        ({}, "url"),
        ({"url": URL, "secret": "mine"}, "secret"),
    ],
)
def test_a_wrong_field_is_named(api: Api, sent: dict[str, Any], field: str) -> None:
    assert api.post(PATH, sent, by=ADMIN).wrong_fields() == [field]
    assert api.get(PATH, by=ADMIN).json["items"] == []


@covers("create_webhook")
def test_there_is_an_end_to_the_number_of_endpoints(api: Api) -> None:
    for _ in range(MOST_ENDPOINTS):
        created(api)
    api.post(PATH, {"url": URL}, by=ADMIN).problem(409, "conflict")


@covers("put_webhook")
def test_an_endpoint_is_changed_disabled_and_enabled(api: Api) -> None:
    path = f"{PATH}/{created(api)['id']}"
    changed = api.call("PUT", path, {"url": URL, "description": "new", "enabled": False}, by=ADMIN).json
    assert (changed["description"], changed["state"], changed["disabled_because"]) == (
        "new",
        "disabled",
        "an admin disabled it",
    )
    api.post(f"{path}/test", by=ADMIN).problem(409, "conflict")
    again = api.call("PUT", path, {"url": URL}, by=ADMIN).json
    assert (again["state"], again["disabled_because"], again["failures"]) == ("enabled", None, 0)
    assert api.call("PUT", path, {"url": "https://10.0.0.1/"}, by=ADMIN).wrong_fields() == ["url"]


@covers("delete_webhook")
def test_a_deleted_endpoint_is_gone_with_its_secrets(api: Api, world: World) -> None:
    path = f"{PATH}/{created(api)['id']}"
    assert api.call("DELETE", path, by=ADMIN).status == 204
    api.get(path, by=ADMIN).problem(404, "not_found")
    api.call("DELETE", path, by=ADMIN).problem(404, "not_found")
    assert world.secrets.kept == {}


@covers("rotate_webhook_secret")
def test_a_rotated_secret_is_another_and_says_how_long_the_old_one_signs(api: Api, world: World) -> None:
    made = created(api)
    path = f"{PATH}/{made['id']}"
    rotated = api.post(f"{path}/rotate-secret", by=ADMIN).json
    assert rotated["secret"] != made["secret"]
    assert rotated["old_secret_until"] is not None
    assert len(world.secrets.kept) == 2
    api.post(f"{path}/rotate-secret", by=ADMIN)
    assert made["secret"] not in world.secrets.kept.values()
    world.clock.advance(timedelta(days=2))
    assert api.get(path, by=ADMIN).json["old_secret_until"] is None


@covers("test_webhook", "get_webhook_deliveries", "get_webhook_delivery")
def test_a_test_event_goes_the_way_of_all_others(api: Api, world: World) -> None:
    made = created(api)
    answer = api.post(f"{PATH}/{made['id']}/test", by=ADMIN)
    assert answer.status == 202
    world.run_due()
    [delivery] = log(api, made["id"])
    assert (delivery["id"], delivery["type"]) == (answer.json["id"], "webhook.test")
    assert (delivery["state"], delivery["response_status"], delivery["attempts"]) == ("delivered", 200, 1)
    shown = api.get(f"{PATH}/{made['id']}/deliveries/{delivery['id']}", by=SUPERVISOR).json
    assert '"type":"webhook.test"' in shown["body"]


@covers("get_webhook_delivery")
def test_the_log_masks_even_what_was_sent_whole(api: Api, world: World) -> None:
    made = created(api, scope="personal")
    publish(world, world.complain(f"{TEXT}，电话 {PHONE}"))
    world.run_due()
    assert PHONE in world.public_http.calls[0][2].decode()
    [delivery] = log(api, made["id"])
    shown = api.get(f"{PATH}/{made['id']}/deliveries/{delivery['id']}", by=SUPERVISOR)
    assert PHONE not in shown.text
    assert "屏幕" in shown.json["body"]


@covers("replay_webhook_delivery")
def test_a_replay_is_the_same_event_again(api: Api, world: World) -> None:
    made = created(api)
    publish(world, world.complain(TEXT))
    world.run_due()
    [delivery] = log(api, made["id"])
    path = f"{PATH}/{made['id']}/deliveries/{delivery['id']}/replay"
    for _ in range(2):
        assert api.post(path, by=ADMIN).json["replays"] == 1
    world.run_due()
    first, second = world.public_http.headers
    assert first["webhook-id"] == second["webhook-id"]
    assert len(log(api, made["id"])) == 1
    api.post(f"{PATH}/{made['id']}/deliveries/evt_none/replay", by=ADMIN).problem(404, "not_found")


@covers("replay_webhooks")
def test_what_was_missed_in_a_time_is_sent_again(api: Api, world: World) -> None:
    made = created(api)
    answering(world, 410)
    since = world.clock().isoformat()
    publish(world, world.complain(f"{TEXT}1"))
    world.run_due()
    publish(world, world.complain(f"{TEXT}2"))
    until = (world.clock() + timedelta(minutes=1)).isoformat()
    api.post(f"{PATH}/{made['id']}/replay", {"since": since, "until": until}, by=ADMIN).problem(409, "conflict")
    api.call("PUT", f"{PATH}/{made['id']}", {"url": URL}, by=ADMIN)
    answering(world, 200)
    sent = {"since": since, "until": until}
    replayed = api.post(f"{PATH}/{made['id']}/replay", sent, by=ADMIN)
    assert (replayed.status, len(replayed.json["items"]), replayed.json["next"]) == (202, 2, None)
    world.run_due()
    assert {one["state"] for one in log(api, made["id"])} == {"delivered"}
    assert api.post(f"{PATH}/{made['id']}/replay", sent, by=ADMIN).json["items"] == []
    everything = api.post(f"{PATH}/{made['id']}/replay", {**sent, "only_missed": False}, by=ADMIN)
    assert len(everything.json["items"]) == 2


@covers("replay_webhooks")
def test_a_long_time_is_replayed_page_by_page(api: Api, world: World) -> None:
    made = created(api)
    since = world.clock().isoformat()
    for _ in range(REPLAYED_AT_ONCE + 5):
        world.runtime.webhooks.test(made["id"], by=ADMIN)
    for _ in range(3):
        world.run_due()
    sent = {"since": since, "until": (world.clock() + timedelta(seconds=1)).isoformat(), "only_missed": False}
    first = api.post(f"{PATH}/{made['id']}/replay", sent, by=ADMIN).json
    second = api.post(f"{PATH}/{made['id']}/replay", {**sent, "cursor": first["next"]}, by=ADMIN).json
    assert (len(first["items"]), len(second["items"]), second["next"]) == (REPLAYED_AT_ONCE, 5, None)


@covers("replay_webhooks")
def test_a_time_needs_offsets_and_an_order(api: Api) -> None:
    path = f"{PATH}/{created(api)['id']}/replay"
    backwards = {"since": "2026-11-12T00:00:00Z", "until": "2026-11-11T00:00:00Z"}
    assert api.post(path, backwards, by=ADMIN).wrong_fields() == ["since"]
    naked = {"since": "2026-11-11T00:00:00", "until": "2026-11-12T00:00:00"}
    assert api.post(path, naked, by=ADMIN).wrong_fields() == ["since"]


@covers("get_webhook_deliveries", "get_webhooks")
def test_another_shops_endpoint_is_unknown(api: Api, world: World) -> None:
    world.doorkeeper.people[FOREIGN_ADMIN.id] = FOREIGN_ADMIN
    made = created(api)
    path = f"{PATH}/{made['id']}"
    assert api.get(PATH, by=FOREIGN_ADMIN).json["items"] == []
    for method, where in (
        ("GET", path),
        ("DELETE", path),
        ("GET", f"{path}/deliveries"),
        ("POST", f"{path}/test"),
        ("POST", f"{path}/rotate-secret"),
    ):
        api.call(method, where, by=FOREIGN_ADMIN).problem(404, "not_found")
    assert api.get(path, by=ADMIN).json == {name: value for name, value in made.items() if name != "secret"}
