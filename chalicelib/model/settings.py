"""What a deployment may choose. Times are in seconds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Word

DAY = 86_400
Originals = Literal["open", "on_request"]
"""Whether the desk sees texts and contacts whole, or only after saying why. Auditors see them masked."""


class Settings(Word):
    """``zone`` decides on which day a report counts something. ``public_url`` is where customers reach the pages.

    ``survey_delay_seconds`` is for trying surveys out: asked so soon after every resolution, at any hour and however
    often the same person is. ``None`` leaves it to the plans (``surveys/plans.yaml``).
    """

    public_url: str = "http://127.0.0.1:8000"
    default_shop: str = "demo"
    zone: str = "Asia/Shanghai"
    lease_seconds: int = Field(default=30 * 60, gt=0)
    presence_seconds: int = Field(default=180, gt=0)
    """An agent who gives no sign of life for so long is not there."""
    last_agent_seconds: int = Field(default=120, ge=0)
    """For so long what comes back is kept for the agent who knows it."""
    wait_seconds: int = Field(default=7 * DAY, gt=0)
    close_after_seconds: int = Field(default=7 * DAY, gt=0)
    survey_delay_seconds: int | None = Field(default=None, ge=0)
    originals: Originals = "open"
    effect_attempts: int = Field(default=12, gt=0)
    effect_lease_seconds: int = Field(default=120, gt=0)
