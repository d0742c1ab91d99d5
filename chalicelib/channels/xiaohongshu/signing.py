"""The signature of calls to the shop's API, by which a push can be checked. Nothing calls the API yet.

The rule is that of https://github.com/zsmhub/xhs-sdk; the vendor's (https://open.xiaohongshu.com)
could not be read.
"""

from __future__ import annotations

import hashlib


def api_sign(*, app_id: str, app_secret: str, method: str, timestamp: str, version: str) -> str:
    content = f"{method}?appId={app_id}&timestamp={timestamp}&version={version}{app_secret}"
    return hashlib.md5(content.encode()).hexdigest()  # noqa: S324 - the algorithm is the platform's choice
