"""Answers of the 微信 and 企业微信 server APIs, which share one form: JSON with an ``errcode``, zero for success.

https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from chalicelib.model.errors import Upstream
from chalicelib.model.ports import HttpAnswer


def said_by(answer: HttpAnswer) -> Mapping[str, Any]:
    """The JSON object. Raises ``Upstream`` for anything else."""
    if answer.status != 200:
        raise Upstream(f"the platform answered {answer.status}", status=answer.status)
    try:
        said = from_json(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Upstream("the platform's answer is not a JSON object")
    return said


def error_code(said: Mapping[str, Any]) -> int:
    """Zero for success, -1 for a code that is none."""
    code = said.get("errcode", 0)
    return code if isinstance(code, int) else -1
