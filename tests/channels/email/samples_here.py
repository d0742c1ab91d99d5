"""The sample mails and the facts known about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

SAMPLES: Final = Path(__file__).parent / "samples"


def raw(name: str) -> bytes:
    """A sample by its number, for example ``s05``."""
    (path,) = SAMPLES.glob(f"{name}_*.eml")
    return path.read_bytes()


def manifest() -> list[dict[str, Any]]:
    return list(json.loads((SAMPLES / "manifest.json").read_text("utf-8"))["files"])


def texts(name: str) -> list[dict[str, Any]]:
    return list(json.loads((SAMPLES / name).read_text("utf-8"))["samples"])


def mail(body: str, **headers: str) -> bytes:
    """A small mail; ``_`` in a header name stands for ``-``."""
    named = {"From": "小红 <xiaohong@example.org>", "Subject": "杯子碎了"} | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items() if value]
    return "\r\n".join([*lines, "", body.replace("\n", "\r\n")]).encode()
