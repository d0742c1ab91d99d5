from __future__ import annotations

import logging

import pytest

from chalicelib.intake.accept import accept
from chalicelib.intake.matching import RECEIPT
from chalicelib.model.delivery import Delivery, QuarantineEntry
from chalicelib.model.errors import Upstream
from chalicelib.workers.intake import park_dead_letters, process_intake
from tests.support.arrivals import mailed, relayed
from tests.support.faults import refuse
from tests.support.world import AGENT, MAIL, SHOP, World
from tests.workers.events import failed, ses_notice, sqs_event

BUCKET = "raw-mail"
KEY = "inbound/ses-1"


def queued(world: World, delivery: Delivery) -> str:
    accept(delivery, queue=world.intake, objects=world.objects)
    [body] = world.intake.take()
    return body


def entries(world: World) -> tuple[QuarantineEntry, ...]:
    return world.runtime.quarantine.page(SHOP, limit=25).items


def texts(world: World) -> list[str]:
    """What was said in the complaints of the sender of the test mails."""
    found = world.runtime.store.search(SHOP, kind="email", value="wang@customer.example", limit=25).items
    return [message.text for complaint in found for message in complaint.messages]


def test_everything_processed_is_everything_answered(world: World) -> None:
    event = sqs_event(
        queued(world, mailed(world, "质量", subject="a")), queued(world, mailed(world, "物流", subject="b"))
    )
    assert failed(process_intake(event)) == []
    assert sorted(texts(world)) == ["物流", "质量"]


def test_only_what_may_pass_comes_again(world: World) -> None:
    good, unlucky, other = (queued(world, mailed(world, text, subject=text)) for text in ("质量", "物流", "态度"))
    refuse(world.client, "TransactWriteItems", "ThrottlingException")
    assert failed(process_intake(sqs_event(unlucky, good, other))) == ["m-0"]
    assert sorted(texts(world)) == ["态度", "质量"]
    assert failed(process_intake(sqs_event(unlucky))) == []
    assert sorted(texts(world)) == ["态度", "物流", "质量"]
    assert entries(world) == ()


def test_a_batch_in_which_everything_fails_is_answered_record_by_record(world: World) -> None:
    event = sqs_event(*(queued(world, mailed(world, text)) for text in ("质量", "物流")))
    world.objects.failure = Upstream("the object store is down")
    assert failed(process_intake(event)) == ["m-0", "m-1"]


def test_a_delivery_that_cannot_be_read_goes_to_quarantine_and_its_neighbours_are_processed(world: World) -> None:
    broken = world.delivery("relay", SHOP, b"not JSON")
    event = sqs_event(queued(world, broken), queued(world, mailed(world, "质量")))
    assert failed(process_intake(event)) == []
    assert texts(world) == ["质量"]
    [entry] = entries(world)
    assert (entry.delivery, entry.code, entry.channel) == (broken.id, "malformed_payload", "relay")
    assert entry.reason.startswith("not a relay event")


@pytest.mark.parametrize("body", ["", "not JSON", "{}", "[]", "null", '{"Type": "Notification", "Message": "hello"}'])
def test_garbage_in_the_queue_is_kept_and_never_comes_again(world: World, body: str) -> None:
    assert failed(process_intake(sqs_event(body))) == []
    [entry] = entries(world)
    assert world.objects.kept[entry.raw_object].decode() == body


def test_garbage_delivered_twice_is_one_entry(world: World) -> None:
    for _ in range(2):
        process_intake(sqs_event("not JSON"))
    assert len(entries(world)) == 1


def test_a_delivery_whose_archived_bytes_are_gone_goes_to_quarantine(world: World) -> None:
    pointer = mailed(world, "质量").model_copy(update={"body": b"", "body_object": "large/demo/gone"})
    assert failed(process_intake(sqs_event(pointer.model_dump_json()))) == []
    assert [entry.delivery for entry in entries(world)] == [pointer.id]


def test_an_account_that_is_not_connected_may_be_so_later(world: World) -> None:
    delivery = relayed(world, "质量").model_copy(update={"account": "not-yet"})
    assert failed(process_intake(sqs_event(delivery.model_dump_json()))) == ["m-0"]
    assert entries(world) == ()


def test_an_unexpected_failure_comes_again_and_is_logged_with_its_cause(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    refuse(world.client, "TransactWriteItems", "AccessDeniedException")
    with caplog.at_level(logging.ERROR):
        assert failed(process_intake(sqs_event(queued(world, mailed(world, "质量"))))) == ["m-0"]
    assert any(record.exc_info for record in caplog.records)


def test_the_log_of_a_failure_holds_nothing_of_the_customer(world: World, caplog: pytest.LogCaptureFixture) -> None:
    said = b'{"type": "complaint.received", "data": {"text": "13800138000", "attachments": "13800138000"}}'
    broken = world.delivery("relay", SHOP, said)
    with caplog.at_level(logging.DEBUG):
        process_intake(sqs_event(queued(world, broken), '{"text": "13800138000"'))
    assert len(entries(world)) == 2
    assert "13800138000" not in caplog.text


def test_a_notice_of_ses_becomes_the_mail_that_lies_in_its_bucket(world: World) -> None:
    mail = mailed(world, "质量太差")
    world.objects.kept[f"s3://{BUCKET}/{KEY}"] = mail.body
    body = ses_notice(bucket=BUCKET, key=KEY, recipients=["x@elsewhere.example", MAIL.upper()])
    assert failed(process_intake(sqs_event(body))) == []
    assert texts(world) == ["质量太差"]
    assert list(world.objects.kept) == [f"s3://{BUCKET}/{KEY}"]


def test_a_notice_repeated_is_the_same_delivery(world: World) -> None:
    mail = b"From: wang@customer.example\r\nSubject: a\r\n\r\nno id here"
    world.objects.kept[f"s3://{BUCKET}/{KEY}"] = mail
    event = sqs_event(*[ses_notice(bucket=BUCKET, key=KEY, recipients=[MAIL])] * 2)
    assert failed(process_intake(event)) == []
    assert texts(world) == ["no id here"]


def test_a_mail_to_a_plus_address_or_another_mailbox_of_a_connected_domain_is_ours(world: World) -> None:
    domain = world.accounts.get("email", MAIL)
    world.accounts.connected[("email", "@shop.example")] = domain
    for number, recipient in enumerate((MAIL.replace("@", "+x@"), "anybody@shop.example")):
        key = f"inbound/{number}"
        world.objects.kept[f"s3://{BUCKET}/{key}"] = mailed(world, f"质量{number}", subject=str(number)).body
        body = ses_notice(bucket=BUCKET, key=key, recipients=[recipient], message=str(number))
        assert failed(process_intake(sqs_event(body))) == []
    assert sorted(texts(world)) == ["质量0", "质量1"]


def test_a_mail_for_nobody_we_know_goes_to_quarantine_and_can_be_replayed(world: World) -> None:
    world.objects.kept[f"s3://{BUCKET}/{KEY}"] = mailed(world, "质量太差").body
    body = ses_notice(bucket=BUCKET, key=KEY, recipients=["sales@new.example"])
    assert failed(process_intake(sqs_event(body))) == []
    [entry] = entries(world)
    assert world.objects.kept[entry.raw_object].decode() == body

    world.accounts.connected[("email", "sales@new.example")] = world.accounts.get("email", MAIL)
    world.runtime.quarantining.replay(SHOP, entry.id, by=AGENT)
    assert failed(process_intake(sqs_event(*world.intake.take()))) == []
    assert texts(world) == ["质量太差"]


def test_a_notice_whose_mail_is_gone_goes_to_quarantine(world: World) -> None:
    body = ses_notice(bucket=BUCKET, key=KEY, recipients=[MAIL])
    assert failed(process_intake(sqs_event(body))) == []
    assert len(entries(world)) == 1


def test_dead_letters_are_parked_in_quarantine_whatever_they_are(world: World) -> None:
    delivery = mailed(world, "质量")
    event = sqs_event(queued(world, delivery), "not JSON")
    assert failed(park_dead_letters(event)) == []
    assert sorted((entry.code, entry.channel) for entry in entries(world)) == [
        ("failed_too_often", "email"),
        ("failed_too_often", "unknown"),
    ]
    receipts = world.runtime.store.recorded(SHOP, [(RECEIPT, delivery.id)])
    assert receipts[(RECEIPT, delivery.id)].startswith("quarantined:q")


def test_a_dead_letter_that_cannot_be_parked_now_comes_again(world: World) -> None:
    event = sqs_event("first", "second")
    refuse(world.client, "PutItem", "ThrottlingException")
    assert failed(park_dead_letters(event)) == ["m-0"]
    assert len(entries(world)) == 1
