"""Amazon: which notifications are complaints, and what a buyer wrote inside Amazon's frame."""

from __future__ import annotations

import pytest

from chalicelib.channels.amazon.mail import is_buyer
from chalicelib.channels.amazon.notification import read_notification
from chalicelib.channels.base import Request
from chalicelib.channels.email.channel import EmailChannel
from chalicelib.model.message import Inbound

from .email.samples_here import mail
from .specimen import as_json
from .specimens.amazon import AMAZON, ORDER, SELLER, by_event_bridge, order_change
from .specimens.email import EMAIL

RELAY = "sz2y5ywh1qg1vhx+133a066e@marketplace.amazon.com"
FRAMED = f"""Order ID {ORDER}:
1 of Glass mug, 2 pieces [ASIN: B0ABCDEFGH]

------------- Begin message -------------

The mug came broken.
I want my money back!

------------- End message -------------

For Your Information: To help arbitrate disputes we keep a copy of this message.
[commMgrTok:AYOWMP58EXOS9]
"""


def notified(body: dict[str, object]) -> tuple[Inbound, ...]:
    return AMAZON.channel.parse(AMAZON.delivery(Request(method="POST", body=as_json(body))), AMAZON.account)


def written(body: str, **headers: str) -> Inbound:
    told = {"From": f"Alisa - Amazon Marketplace <{RELAY}>", "Subject": "Inquiry from Amazon customer Alisa", **headers}
    [message] = EmailChannel().parse(EMAIL.delivery(EMAIL.request(mail(body, **told))), EMAIL.account)
    return message


def test_a_cancellation_that_the_buyer_asks_for() -> None:
    [message] = notified(order_change())
    assert message.conversation == ORDER
    assert message.order is not None
    assert (message.order.number, message.order.platform) == (ORDER, "amazon")
    assert message.sent_at is not None
    assert message.sent_at.isoformat() == "2026-11-11T19:58:00+00:00"
    assert message.reply_to is None


@pytest.mark.parametrize("kind", ["OrderStatusChange", "", "NeverHeardOf"])
def test_a_change_of_state_is_no_complaint(kind: str) -> None:
    assert notified(order_change(kind=kind)) == ()


def test_other_types_are_no_complaints() -> None:
    assert notified({**order_change(), "NotificationType": "ANY_OFFER_CHANGED"}) == ()


def lower_camel(value: object) -> object:
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: lower_camel(one) for name, one in value.items()}
    return value


def test_the_case_of_names_does_not_matter() -> None:
    lowered = lower_camel(order_change())
    assert isinstance(lowered, dict)
    assert notified(lowered) == notified(order_change())
    assert notified(by_event_bridge(lowered)) == notified(order_change())


def test_the_seller_is_found_at_either_depth() -> None:
    assert read_notification(as_json(order_change())).seller == SELLER
    flat = {**order_change(), "Payload": {"SellerId": SELLER}}
    assert read_notification(as_json(flat)).seller == SELLER
    assert read_notification(as_json({**order_change(), "Payload": {"x": 1}})).seller == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (RELAY, True),
        ("SZ2Y5YWH1QG1VHX@marketplace.amazon.co.uk", True),
        ("a1b2c3d4e5f6g7@marketplace.amazon.de", True),
        ("alisa@example.com", False),
        ("seller-notification@amazon.com", False),
        ("sz2y5ywh1qg1vhx@marketplace.amazon.com.evil.example", False),
        ("sz2y5ywh1qg1vhx@notmarketplace.amazon.com", False),
        (None, False),
    ],
)
def test_which_addresses_amazon_makes(address: str | None, expected: bool) -> None:
    assert is_buyer(address) is expected


def test_a_buyers_words_are_taken_out_of_the_frame() -> None:
    message = written(FRAMED)
    assert message.text == "The mug came broken.\nI want my money back!"
    assert message.quoted is None
    assert (message.channel, message.external_id) == ("amazon", "commMgrTok:AYOWMP58EXOS9")
    assert message.order is not None
    assert (message.order.number, message.order.platform) == (ORDER, "amazon")
    assert message.customer.name == "Alisa"


def test_the_answer_goes_back_to_the_relay_unchanged() -> None:
    message = written(FRAMED)
    assert message.reply_to is not None
    assert (message.reply_to.channel, message.reply_to.recipient, message.reply_to.takes_links) == (
        "email",
        RELAY,
        False,
    )


def test_the_order_stands_in_the_subject_or_in_the_text() -> None:
    in_subject = written("Where is it?", Subject="Message from Amazon customer  (Order: 222-1234567-7654321)")
    assert in_subject.order is not None
    assert in_subject.order.number == "222-1234567-7654321"
    assert written("No number anywhere, nor 1111-0944945-3989852.").order is None


def test_one_buyer_and_one_order_are_one_conversation() -> None:
    first = written(FRAMED)
    later = written(FRAMED.replace("AYOWMP58EXOS9", "ANOTHER0TOKEN"), Subject="RE: Refund inquiry")
    assert first.conversation == later.conversation
    assert first.external_id != later.external_id
    assert written(FRAMED.replace(ORDER, "222-1234567-7654321")).conversation != first.conversation


@pytest.mark.parametrize(
    "frame",
    [
        "-------------- Begin message / Début du message -------------\n{}\n"
        "-------------- End message / Fin du message -------------\n",
        "------------- Begin message -------------\r\n{}\r\n------------- End message -------------\r\n",
        "{}",
    ],
)
def test_frames_of_other_countries_and_none(frame: str) -> None:
    assert written(frame.format("It never arrived.")).text == "It never arrived."


def test_an_empty_frame_costs_nothing() -> None:
    empty = "------------- Begin message -------------\n\n\n------------- End message -------------\nSee attachment."
    assert written(empty).text.strip()


@pytest.mark.parametrize("sender", ["seller-notification@amazon.com", "cb-seller-notification@amazon.co.uk"])
def test_a_notice_of_amazon_is_about_an_order_and_nobody_is_answered(sender: str) -> None:
    message = written(f"A claim was filed for order {ORDER}.", From=f"Amazon <{sender}>", Subject="Claim filed")
    assert message.order is not None
    assert (message.order.number, message.channel, message.conversation) == (ORDER, "amazon", f"amazon:{ORDER}")
    assert (message.reply_to, message.customer.contacts) == (None, ())


def test_somebody_who_only_looks_like_amazon_is_answered() -> None:
    message = written("x", From="seller-notification@amazon.com.evil.example")
    assert message.channel is None
    assert message.reply_to is not None


def test_other_mail_with_such_a_frame_stays_as_it_is() -> None:
    message = written(FRAMED, From="Alisa <alisa@customer.example>")
    assert (message.channel, message.order) == (None, None)
    assert message.reply_to is not None
    assert message.reply_to.takes_links
