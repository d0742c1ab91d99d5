"""The robots of group chats that tell a digest: one module each, and all of them by name."""

from __future__ import annotations

from typing import Final

from .base import Robot
from .dingtalk import DingTalk
from .lark import Lark
from .slack import Slack
from .wecom import WeCom

ROBOTS: Final[dict[str, Robot]] = {robot.name: robot for robot in (Lark(), DingTalk(), WeCom(), Slack())}

__all__ = ["ROBOTS", "Robot"]
