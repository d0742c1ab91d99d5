"""Whatever is said is kept whole, or as whole as a row can be, and the delivery is archived byte by byte."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.intake.messages import ENTITIES_KEPT, SHORTENED
from chalicelib.model.complaint import DIGEST_LENGTH, DIGESTS_KEPT
from chalicelib.model.message import Message
from tests.support.arrivals import answered, mailed, relayed
from tests.support.world import SHOP, World

LIMIT_OF_A_TRANSACTION = 100


def only_message(world: World, complaint: str) -> Message:
    [message] = world.runtime.store.dossier(SHOP, complaint).messages
    return message


def test_every_delivery_is_archived_as_it_came_also_when_it_repeats_another(world: World) -> None:
    deliveries = [mailed(world, "质量", message="one@customer.example") for _ in range(2)]
    for delivery in deliveries:
        world.process(delivery)
    assert sorted(world.objects.kept) == sorted(f"raw/demo/2026/11/11/{one.id}" for one in deliveries)
    assert set(world.objects.kept.values()) == {deliveries[0].body}


def test_a_message_names_the_archived_delivery_it_came_from(world: World) -> None:
    delivery = mailed(world, "质量")
    kept = only_message(world, world.process(delivery).complaint)
    assert world.objects.kept[kept.raw_object or ""] == delivery.body


def test_a_delivery_whose_body_is_an_object_is_read_from_there_and_not_archived_twice(world: World) -> None:
    whole = mailed(world, "质量")
    world.objects.kept["large/demo/1"] = whole.body
    pointer = whole.model_copy(update={"body": b"", "body_object": "large/demo/1"})
    kept = only_message(world, world.process(pointer).complaint)
    assert (kept.text, kept.raw_object) == ("质量", "large/demo/1")
    assert list(world.objects.kept) == ["large/demo/1"]


def test_every_attachment_is_kept_with_where_its_bytes_are(world: World) -> None:
    files = [
        {"name": f"{number}.png", "url": f"https://files.example/{number}", "size": number} for number in range(60)
    ]
    complaint = world.process(relayed(world, "质量", attachments=files)).complaint
    kept = only_message(world, complaint)
    assert [(file.name, file.media, file.size) for file in kept.attachments] == [
        (file["name"], file["url"], file["size"]) for file in files
    ]


def test_attachments_without_a_text_are_a_message(world: World) -> None:
    complaint = world.process(relayed(world, "", attachments=[{"name": "a.png"}])).complaint
    assert [file.name for file in only_message(world, complaint).attachments] == ["a.png"]


LONG_TEXTS = {
    "ascii": "a" * 2_000_000,
    "chinese": "坏" * 300_000,
    "emoji": "😡" * 300_000,
    "control characters": "\x01" * 300_000,
    "quotes": '"\\' * 150_000,
}


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS)
def test_an_over_long_text_is_kept_in_part_and_whole_in_the_archive(world: World, text: str) -> None:
    delivery = relayed(world, text, external_id="1")
    kept = only_message(world, world.process(delivery).complaint)
    assert kept.truncated
    assert text.startswith(kept.text)
    assert len(kept.text) >= 40_000 - 1
    assert text in json.loads(world.objects.kept[kept.raw_object or ""])["data"]["text"]


def test_an_over_long_revision_of_an_over_long_text_is_another_one_even_if_they_begin_alike(world: World) -> None:
    first = world.process(relayed(world, "坏" * 200_000 + "甲", external_id="1"))
    second = world.process(relayed(world, "坏" * 200_000 + "乙", external_id="1"))
    assert (second.complaint, second.is_new) == (first.complaint, True)


@pytest.mark.parametrize(
    "oversized",
    [
        {"subject": "坏" * 300_000},
        {"customer": {"id": "buyer-1", "name": "王" * 300_000}},
        {
            "attachments": [
                {"name": f"{number}.png", "url": "https://files.example/" + "a" * 900} for number in range(900)
            ]
        },
        {"meta": {"trace": "x" * 900_000}},
        {"meta": {str(number): "x" * 90 for number in range(9_000)}},
        {"customer": {"phone": "1" * 500_000}},
        {"order_id": "1" * 500_000},
        {"language": "zh" * 300_000},
    ],
    ids=["subject", "name", "attachments", "one note", "many notes", "masked phone", "order", "language"],
)
def test_nothing_a_relay_may_send_is_too_large_to_become_a_complaint(
    world: World, oversized: dict[str, object]
) -> None:
    complaint = world.process(relayed(world, "质量太差", external_id="1", **oversized)).complaint
    for number in range(DIGESTS_KEPT):
        about = {"external_id": f"2-{number}", "conversation_id": "c", **oversized}
        world.process(relayed(world, "还是坏的", **about))
    assert world.complaint(complaint).message_count >= 1


def test_a_message_too_large_in_every_way_at_once_becomes_a_complaint(world: World) -> None:
    every = {
        "subject": "\x01" * 9_000,
        "customer": {"id": "1" * 300, "name": "\x01" * 9_000},
        "attachments": [{"name": f"{number}.png", "url": "https://files.example/" + "a" * 900} for number in range(99)],
        "meta": {str(number): "x" * 900 for number in range(99)},
    }
    for number in range(DIGESTS_KEPT + 1):
        delivery = relayed(world, "坏" * 200_000, external_id=f"{number}", conversation_id="c", **every)
        complaint = world.process(delivery).complaint
    assert world.complaint(complaint).message_count == DIGESTS_KEPT + 1


@pytest.mark.parametrize(
    "oversized",
    [
        {"subject": "坏" * 100_000},
        {"message": "m" * 300_000 + "@customer.example"},
        {"headers": ("References: " + " ".join(f"<{'r' * 900}{number}@x.example>" for number in range(900)),)},
        {"sender": f'"{"W" * 400_000}" <w@customer.example>'},
        {"headers": (f"In-Reply-To: <{'r' * 400_000}@x.example>",)},
    ],
    ids=["subject", "message id", "references", "name", "in reply to"],
)
def test_nothing_a_mail_may_hold_is_too_large_to_become_a_complaint(world: World, oversized: dict[str, Any]) -> None:
    delivery = mailed(world, "质量太差", **oversized)
    kept = only_message(world, world.process(delivery).complaint)
    assert world.objects.kept[kept.raw_object or ""] == delivery.body


def test_a_contact_too_long_to_be_one_is_left_out_and_said_so(world: World) -> None:
    complaint = world.process(relayed(world, "质量", customer={"id": "b" * 1_000, "name": "王"})).complaint
    assert (world.complaint(complaint).customer.id, world.complaint(complaint).customer.name) == (None, "王")
    assert only_message(world, complaint).notes == (SHORTENED,)


def test_an_ordinary_message_is_kept_as_it_is_without_a_note(world: World) -> None:
    customer = {"id": "buyer-1", "name": "王", "phone": "13800000000", "email": "a@b.example"}
    order = {"order_id": "20261111001", "platform": "taobao"}
    files = [{"name": "a.png", "content_type": "image/png", "size": 7, "url": "https://files.example/a"}]
    delivery = relayed(world, "质量", subject="投诉", customer=customer, attachments=files, external_id="1", **order)
    complaint = world.process(delivery).complaint
    kept, head = only_message(world, complaint), world.complaint(complaint)
    assert (kept.notes, kept.truncated, kept.subject, kept.external_id) == ((), False, "投诉", "1")
    assert head.customer.model_dump(exclude_none=True) == customer
    assert head.order is not None
    assert head.order.model_dump() == {"number": "20261111001", "platform": "taobao"}
    assert [file.model_dump(exclude_none=True) for file in kept.attachments] == [
        {"name": "a.png", "content_type": "image/png", "size": 7, "media": "https://files.example/a"}
    ]
    assert head.messages == (kept,)


def test_a_text_full_of_numbers_is_one_transaction_and_findable_by_the_first_of_them(world: World) -> None:
    numbers = [f"139{number:08d}" for number in range(LIMIT_OF_A_TRANSACTION + 50)]
    complaint = world.process(mailed(world, "质量 " + " ".join(f"电话{one}" for one in numbers))).complaint
    [hit] = world.runtime.store.search(SHOP, kind="phone", value=numbers[0], limit=5).items
    assert hit.id == complaint
    assert len(hit.assessment.entities) == ENTITIES_KEPT


def test_a_later_text_full_of_other_numbers_is_one_transaction_too(world: World) -> None:
    def numbers(start: int) -> str:
        return " ".join(f"订单{start + number}" for number in range(LIMIT_OF_A_TRANSACTION + 50))

    complaint = world.process(mailed(world, numbers(1_000_000))).complaint
    for number in range(DIGESTS_KEPT):
        world.process(answered(world, complaint, f"好 {number}"))
    world.process(answered(world, complaint, f"起火 {numbers(2_000_000)}"))
    assert world.complaint(complaint).severity == "S0"


def test_the_row_of_a_complaint_carries_the_last_messages_in_part_and_the_history_all_of_them(world: World) -> None:
    complaint = world.process(mailed(world, "质量" + "一" * 10_000)).complaint
    for number in range(DIGESTS_KEPT + 2):
        world.process(answered(world, complaint, f"第{number}封" + "二" * 10_000))
    head, dossier = world.complaint(complaint), world.runtime.store.dossier(SHOP, complaint)
    assert (len(head.messages), head.message_count) == (DIGESTS_KEPT, DIGESTS_KEPT + 3)
    assert {len(message.text) for message in head.messages} == {DIGEST_LENGTH}
    assert all(message.truncated for message in head.messages)
    assert len(dossier.messages) == DIGESTS_KEPT + 3
    assert all(len(message.text) > DIGEST_LENGTH and not message.truncated for message in dossier.messages)
