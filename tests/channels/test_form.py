"""The complaint form: which fields are taken, how they are read, and what a wrong one is told."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.channels.form.payload import ATTACHMENTS, TEXT_LENGTH, ComplaintForm
from chalicelib.model.errors import InvalidInput, MalformedPayload
from chalicelib.model.message import Inbound

from .specimen import as_json
from .specimens.form import FORM


def parsed(**form: Any) -> Inbound:
    (message,) = FORM.channel.parse(FORM.delivery(FORM.request(as_json({"text": "x"} | form))), FORM.account)
    return message


def wrong(**form: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as raised:
        ComplaintForm.read(as_json({"text": "x"} | form))
    return raised.value.fields


def test_a_whole_form() -> None:
    message = parsed(
        text="  收到的杯子碎了\n要求退款 ",
        subject="杯子\r\n碎了",
        customer={"name": "林女士", "phone": "+86 138-0000-0000", "email": "lin@Example.com"},
        order={"platform": "taobao", "number": 2609180012345678901},
        language="zh-hant-tw",
        attachments=[{"name": "a.jpg", "content_type": "image/jpeg", "size": 3, "content": "AAAA"}, {"name": "b.pdf"}],
        colour="red",
    )
    assert message.text == "收到的杯子碎了\n要求退款"
    assert message.subject == "杯子 碎了"
    assert message.customer.phone == "13800000000"
    assert message.order is not None
    assert (message.order.platform, message.order.number) == ("taobao", "2609180012345678901")
    assert message.language == "zh-Hant-TW"
    assert [(file.name, file.size, file.part) for file in message.attachments] == [
        ("a.jpg", 3, 0),
        ("b.pdf", None, None),
    ]
    assert message.reply_to is not None
    assert message.reply_to.recipient == "lin@example.com"
    assert message.conversation is not None


@pytest.mark.parametrize(
    "blank",
    [
        {"customer": None, "order": None},
        {"customer": {}, "order": {}, "language": ""},
        {"customer": {"name": " ", "phone": "", "email": ""}, "order": {"number": "  "}, "subject": ""},
    ],
)
def test_blank_counts_as_absent(blank: dict[str, Any]) -> None:
    assert parsed(**blank) == parsed()
    assert parsed().conversation is None
    assert parsed().reply_to is None


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t　"}, "text"),
        ({"text": "长" * (TEXT_LENGTH + 1)}, "text"),
        ({"text": None}, "text"),
        ({"customer": {"phone": "call me"}}, "customer.phone"),
        ({"customer": {"email": "a@b.example,c@d.example"}}, "customer.email"),
        ({"customer": {"name": "n" * 201}}, "customer.name"),
        ({"customer": "Lin"}, "customer"),
        ({"order": {"number": ["1"]}}, "order.number"),
        ({"language": "Chinese (simplified)"}, "language"),
        ({"attachments": [{"size": -1}]}, "attachments.0.size"),
        ({"attachments": [{}] * (ATTACHMENTS + 1)}, "attachments"),
    ],
)
def test_a_wrong_field_is_named(form: dict[str, Any], field: str) -> None:
    assert list(wrong(**form)) == [field]


def test_every_wrong_field_is_named_with_what_is_right() -> None:
    told = wrong(text="", customer={"phone": "x", "email": "y"}, language="?")
    assert set(told) == {"text", "customer.phone", "customer.email", "language"}
    assert "name@example.com" in told["customer.email"]


def test_what_was_typed_is_not_repeated() -> None:
    assert "hush" not in str(wrong(customer={"email": "hush"}))
    with pytest.raises(MalformedPayload) as raised:
        parsed(customer={"email": "hush"})
    assert "hush" not in f"{raised.value!r} {raised.value.facts}"


@pytest.mark.parametrize("length", [1, TEXT_LENGTH])
def test_the_longest_and_the_shortest_text(length: int) -> None:
    assert len(parsed(text="长" * length).text) == length


def test_what_was_validated_reads_the_same_again() -> None:
    form = ComplaintForm.read(as_json({"text": "x", "customer": {"phone": "+86 13800000000"}, "order": {"number": 1}}))
    assert ComplaintForm.read(form.model_dump_json().encode()) == form


@pytest.mark.parametrize(("header", "external_id"), [('"k-1"', "k-1"), ("k-1", "k-1"), ("", None), ('""', None)])
def test_idempotency_key(header: str, external_id: str | None) -> None:
    delivery = FORM.delivery(FORM.request(as_json({"text": "x"})), {"idempotency-key": header})
    (message,) = FORM.channel.parse(delivery, FORM.account)
    assert message.external_id == external_id
