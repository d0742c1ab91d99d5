"""What may be typed, and what is said about the rest."""

from __future__ import annotations

import pytest

from chalicelib.web.pages import LONGEST, EntryError, form_errors, survey_errors


def test_text_alone_is_enough() -> None:
    assert form_errors({"text": "碎了"}) == {}


@pytest.mark.parametrize("text", ["", "   \n", None])
def test_a_complaint_needs_a_text(text: str | None) -> None:
    values = {} if text is None else {"text": text}
    assert form_errors(values) == {"text": EntryError.REQUIRED}


@pytest.mark.parametrize("email", ["a@b.cn", "first.last+tag@sub.example.com", " a@b.cn ", "用户@例子.中国"])
def test_email_addresses_people_have(email: str) -> None:
    assert form_errors({"text": "x", "email": email}) == {}


@pytest.mark.parametrize(
    "email", ["a", "a@b", "a@b.", "@b.cn", "a b@c.cn", "a@b.cn,c@d.cn", "a@b.cn\r\nBcc: x@y.z", "a@@b.cn"]
)
def test_what_is_no_email_address(email: str) -> None:
    assert form_errors({"text": "x", "email": email}) == {"email": EntryError.EMAIL}


@pytest.mark.parametrize(
    ("phone", "is_fine"),
    [
        ("138 1234 5678", True),
        ("+852 9123-4567", True),
        ("１３８１２３４５６７８", True),
        ("none", False),
        ("12", False),
        ("1" * 21, False),
    ],
)
def test_phone_numbers(phone: str, is_fine: bool) -> None:
    assert form_errors({"text": "x", "phone": phone}) == ({} if is_fine else {"phone": EntryError.PHONE})


def test_errors_come_in_the_order_of_the_page() -> None:
    values = {name: "x" * (most + 1) for name, most in LONGEST.items()}
    assert list(form_errors(values)) == list(LONGEST)


def test_a_survey_needs_a_score_and_a_yes_or_no() -> None:
    assert survey_errors({"score": "5", "solved": "partly"}) == {}
    assert survey_errors({}) == {"score": EntryError.CHOICE, "solved": EntryError.CHOICE}
    assert survey_errors({"score": "6", "solved": "maybe"}) == {"score": EntryError.CHOICE, "solved": EntryError.CHOICE}
    assert survey_errors({"score": "1", "solved": "no", "text": "x" * 5_001}) == {"text": EntryError.TOO_LONG}
