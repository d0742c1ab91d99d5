"""``POST /v1/complaints``: kept before it is acknowledged, and the receipt says what became of it."""

from __future__ import annotations

import pytest

from chalicelib.intake.accept import read_delivery
from chalicelib.model.errors import Upstream
from tests.support.world import World

from .api import Api, covers
from .scenes import TEXT

WHOLE = {
    "shop": "demo",
    "text": TEXT,
    "subject": "屏幕",
    "customer": {"name": "王小明", "phone": "+86 138 1234 5678", "email": "wang@customer.example"},
    "order": {"platform": "taobao", "number": 202611110001},
    "language": "zh-Hans",
    "attachments": [{"name": "屏幕.jpg", "content_type": "image/jpeg", "content": "/9j/"}],
}


@covers("post_complaint")
def test_a_complaint_is_kept_and_gets_a_receipt(api: Api, world: World) -> None:
    answer = api.post("/v1/complaints", WHOLE)
    assert answer.status == 202
    assert answer.json.keys() == {"receipt", "status_url"}
    assert answer.json["status_url"].startswith("https://huiyin.example/status/")
    [body] = world.intake.bodies
    delivery = read_delivery(body)
    assert (delivery.shop, delivery.channel, delivery.source_address) == ("demo", "form", "127.0.0.1")
    [outcome] = world.process_queue()
    complaint = world.complaint(outcome.complaint)
    assert complaint.customer.phone == "13812345678"
    assert complaint.order is not None
    assert complaint.order.number == "202611110001"
    assert [file.name for file in complaint.messages[0].attachments] == ["屏幕.jpg"]


@covers("post_complaint")
def test_a_text_alone_is_enough_and_more_is_passed_over(api: Api, world: World) -> None:
    assert api.post("/v1/complaints", {"text": TEXT, "mood": "angry"}).status == 202
    assert len(world.process_queue()) == 1


@covers("post_complaint")
def test_nothing_is_acknowledged_that_was_not_kept(api: Api, world: World) -> None:
    world.intake.failure = Upstream("the queue did not take the message")
    answer = api.post("/v1/complaints", {"text": TEXT})
    answer.problem(503, "upstream")
    assert answer.headers["retry-after"] == "1"


@covers("get_receipt")
def test_a_receipt_follows_the_complaint(api: Api, world: World) -> None:
    path = f"/v1/receipts/{api.post('/v1/complaints', WHOLE).json['receipt']}"
    assert api.get(path).json == {"state": "accepted", "complaint": None}
    [outcome] = world.process_queue()
    assert api.get(path).json == {"state": "processed", "complaint": outcome.complaint}


@covers("get_receipt")
def test_a_receipt_shows_what_went_to_quarantine(api: Api, world: World) -> None:
    path = f"/v1/receipts/{api.post('/v1/complaints', WHOLE).json['receipt']}"
    [body] = world.intake.take()
    world.runtime.quarantining.put(body, code="failed_too_often", reason="…", message_id="1")
    assert api.get(path).json == {"state": "quarantined", "complaint": None}


@covers("get_receipt")
@pytest.mark.parametrize(
    "change", [lambda token: token[:-1], lambda token: token.swapcase(), lambda token: "x" + token]
)
def test_a_receipt_that_is_not_ours_is_unknown(api: Api, change: object) -> None:
    assert callable(change)
    token = api.post("/v1/complaints", WHOLE).json["receipt"]
    api.get(f"/v1/receipts/{change(token)}").problem(404, "not_found")


@covers("get_receipt", "get_status")
def test_a_link_for_one_purpose_does_not_open_another(api: Api) -> None:
    accepted = api.post("/v1/complaints", WHOLE).json
    status = accepted["status_url"].rpartition("/")[2]
    api.get(f"/v1/receipts/{status}").problem(404, "not_found")
    api.get(f"/status/{accepted['receipt']}", Accept="application/json").problem(404, "not_found")
