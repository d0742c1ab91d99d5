"""The webhook's secret as WooCommerce uses it: with the entities of HTML undone, and only those that WordPress undoes.

https://developer.wordpress.org/reference/functions/wp_specialchars_decode/
https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php
"""

from __future__ import annotations

import re
from typing import Final

_ENTITY: Final = re.compile(r"&(?:(amp|lt|gt|quot)|#0*(34|38|39|60|62)|#[xX]0*(22|26|27));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}


def decoded(secret: str) -> str:
    """Each entity once: ``&amp;lt;`` becomes ``&lt;``."""
    return _ENTITY.sub(_character, secret)


def _character(entity: re.Match[str]) -> str:
    name, decimal, hexadecimal = entity.groups()
    if name:
        return _NAMED[name]
    return chr(int(decimal)) if decimal else chr(int(hexadecimal, 16))
