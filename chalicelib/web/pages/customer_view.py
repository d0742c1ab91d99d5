"""From a complaint to what its customer may see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION
from chalicelib.model.complaint import Complaint, is_for_customer
from chalicelib.model.message import Direction, Message
from chalicelib.model.survey import SurveyState

from .views import StatusMessage, StatusView

PROMISED_TO_CUSTOMERS: Final = frozenset({FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION, "repair_confirmation"})
"""Clocks of platforms and regulators are between them and us."""


def status_view(
    complaint: Complaint,
    *,
    messages: Iterable[Message],
    shop_name: str,
    now: datetime,
    mask: Callable[[str], str],
    survey_url: str | None,
) -> StatusView:
    """``survey_url`` is where the survey would be answered; it shows only while one is waiting for that."""
    return StatusView(
        shop_name=shop_name,
        complaint=complaint.id,
        subject=mask(complaint.subject) if complaint.subject else None,
        received_at=complaint.created_at,
        status=complaint.status,
        messages=tuple(_shown(message, mask=mask) for message in messages if is_for_customer(message)),
        promised_by=_promised_by(complaint),
        reply_by_email=complaint.reply_to is not None and complaint.reply_to.channel == "email",
        survey_url=survey_url if _is_survey_open(complaint, now=now) else None,
        now=now,
    )


def _shown(message: Message, *, mask: Callable[[str], str]) -> StatusMessage:
    """What the customer wrote is masked, for the link may be seen by others; what we answer is whole."""
    is_customers = message.direction is Direction.INBOUND
    return StatusMessage(
        from_customer=is_customers,
        text=mask(message.text) if is_customers else message.text,
        at=message.at,
        shortened=message.truncated,
    )


def _promised_by(complaint: Complaint) -> datetime | None:
    ours = (clock for clock in complaint.clocks if clock.kind in PROMISED_TO_CUSTOMERS and clock.is_ticking)
    return min((clock.due_at for clock in ours), default=None)


def _is_survey_open(complaint: Complaint, *, now: datetime) -> bool:
    survey = complaint.survey
    return survey is not None and survey.state is SurveyState.SENT and now < survey.expires_at
