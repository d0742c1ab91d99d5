"""What a deployment may choose. Times are in seconds."""

from __future__ import annotations

from pydantic import Field

from .base import Word

DAY = 86_400


class Settings(Word):
    """``zone`` decides on which day a report counts something. ``public_url`` is where customers reach the pages."""

    public_url: str = "http://127.0.0.1:8000"
    default_shop: str = "demo"
    zone: str = "Asia/Shanghai"
    lease_seconds: int = Field(default=30 * 60, gt=0)
    wait_seconds: int = Field(default=7 * DAY, gt=0)
    close_after_seconds: int = Field(default=7 * DAY, gt=0)
    survey_delay_seconds: int = Field(default=DAY, ge=0)
    survey_valid_seconds: int = Field(default=14 * DAY, gt=0)
    effect_attempts: int = Field(default=12, gt=0)
    effect_lease_seconds: int = Field(default=120, gt=0)
