"""What is sent and answered about after-sale flows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.model.flow import AfterSaleKind, AfterSaleStatus, FlowState, Owner

from .bodies import Reason
from .shapes import Shape

Name = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class StartFlowBody(Shape):
    flow: Name
    """``return``, ``refund``, ``exchange``, ``repair``, ``price_protection`` or ``parcel``; see ``GET /v1/flows``."""


class AdvanceFlowBody(Shape):
    flow: Name
    to: Name | None = None
    """What comes next; may be left out where there is only one way, and at the last step."""
    reason: Reason = ""
    """Needed to decline. The customer does not see it."""


class CancelFlowBody(Shape):
    flow: Name
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]


class FlowStepShape(Shape):
    step: str
    owner: Owner
    began_at: datetime
    due_at: datetime | None = None
    due_by: str | None = None
    """The rule or law that sets the time."""
    done_at: datetime | None = None
    by: str | None = None
    """Who did it; ``platform`` for a push."""
    why: str | None = None


class FlowShape(Shape):
    id: str
    flow: str
    version: str
    state: FlowState
    started_at: datetime
    ended_at: datetime | None = None
    steps: tuple[FlowStepShape, ...]
    next: tuple[str, ...] = ()
    """What may follow the present step."""


class AfterSaleShape(Shape):
    """What the platform says of its own after-sale."""

    number: str | None = None
    kind: AfterSaleKind | None = None
    status: AfterSaleStatus
    amount: str | None = None


class StepDefinitionShape(Shape):
    id: str
    title: str
    owner: Owner
    next: tuple[str, ...]
    within: dict[str, int]
    deadline: str | None = None
    law: str | None = None
    declines: bool = False


class FlowDefinitionShape(Shape):
    id: str
    title: str
    steps: tuple[StepDefinitionShape, ...]


class FlowsShape(Shape):
    version: str
    items: tuple[FlowDefinitionShape, ...]
