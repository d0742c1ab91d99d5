"""What we answer to customers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from chalicelib.model.complaint import Status
from chalicelib.model.survey import SurveyState

from .shapes import Shape


class AcceptedShape(Shape):
    receipt: str
    status_url: str


class UploadShape(Shape):
    url: str
    fields: dict[str, str]
    upload: str
    """Names the file in a complaint, once it is uploaded."""
    expires_at: datetime


class ReceiptShape(Shape):
    state: Literal["accepted", "processed", "quarantined"]
    complaint: str | None = None


class StatusMessageShape(Shape):
    from_customer: bool
    text: str
    at: datetime


class StatusStepShape(Shape):
    title: str
    state: str
    """``done``, ``now`` or ``ahead``."""
    owner: str
    """Whose turn it is: ``customer``, ``agent``, ``merchant`` or ``carrier``."""
    done_at: datetime | None = None
    due_at: datetime | None = None


class StatusFlowShape(Shape):
    title: str
    state: str
    steps: tuple[StatusStepShape, ...]


class CustomerStatusShape(Shape):
    state: Literal["accepted", "processed", "quarantined"]
    complaint: str | None = None
    status: Status | None = None
    received_at: datetime | None = None
    promised_by: datetime | None = None
    messages: tuple[StatusMessageShape, ...] = ()
    survey_url: str | None = None
    flows: tuple[StatusFlowShape, ...] = ()


class OptedOutShape(Shape):
    opted_out: bool


class SurveyQuestionShape(Shape):
    complaint: str
    state: SurveyState
    expires_at: datetime
