"""After-sale flows and compensation."""

from __future__ import annotations

from typing import Literal

from .base import Word
from .compensation import Compensation
from .flow import AfterSale, FlowRun


class FlowStarted(Word):
    """An after-sale is under way."""

    type: Literal["flow_started"] = "flow_started"
    flow: FlowRun


class FlowAdvanced(Word):
    """A step was done, and the next one reached, or it was the last."""

    type: Literal["flow_advanced"] = "flow_advanced"
    flow: FlowRun


class FlowCancelled(Word):
    type: Literal["flow_cancelled"] = "flow_cancelled"
    flow: FlowRun


class AfterSalePushed(Word):
    """A platform tells how far an after-sale of its own is."""

    type: Literal["aftersale_pushed"] = "aftersale_pushed"
    sale: AfterSale


class CompensationProposed(Word):
    """More than its proposer may give: somebody else decides."""

    type: Literal["compensation_proposed"] = "compensation_proposed"
    compensation: Compensation


class CompensationOffered(Word):
    """Owed by a rule, or within the authority of who offers it."""

    type: Literal["compensation_offered"] = "compensation_offered"
    compensation: Compensation


class CompensationDecided(Word):
    """What was proposed is offered now, rejected, or withdrawn by its proposer: ``compensation`` as it is now."""

    type: Literal["compensation_decided"] = "compensation_decided"
    compensation: Compensation
