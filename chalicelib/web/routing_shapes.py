"""What we answer about where a complaint belongs, and why."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from chalicelib.model.assessment import Category, Severity, Signal
from chalicelib.model.routing import HandOver

from .shapes import Shape


class RoutingInputsShape(Shape):
    """What the rules were asked with."""

    at: datetime
    shop: str
    channel: str
    account: str
    language: str
    primary: Category
    labels: tuple[Category, ...]
    abstained: bool
    signals: tuple[Signal, ...]
    extreme_emotion: bool
    tier: str | None
    order_value: Decimal | None
    currency: str | None
    product: str | None
    """SKU of the order's only product."""
    contacts: tuple[datetime, ...]
    """When the customer came lately, this time included."""
    words: tuple[str, ...]
    """Words of the text that rules look for."""
    at_least: Severity
    """The severity it had already."""


class ReasonShape(Shape):
    code: str
    """``rule`` where a rule says why itself, ``told`` in decisions made before there were codes."""
    text: str
    """In the language asked for."""
    words: tuple[str, ...]
    """Of the customer's, which decided; personal data masked."""


class RoutedShape(Shape):
    queue: str
    severity: Severity
    skills: tuple[str, ...]
    """What whoever works on it has to know."""
    tags: tuple[str, ...]
    hand_overs: tuple[HandOver, ...]
    """Why only a person may answer."""
    rules: tuple[str, ...]
    reasons: tuple[ReasonShape, ...]
    """Those of the severity first, then the rules'."""


class RoutingShape(RoutedShape):
    version: str
    inputs: RoutingInputsShape | None
