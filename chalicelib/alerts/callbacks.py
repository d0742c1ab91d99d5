"""What the platforms of our robots send to us: whether it is genuine, and opening what is sealed.

No robot of ours has buttons yet, so no route takes these calls. 钉钉 seals and signs as 微信 does, for which see
``channels.wechat_oa.crypto`` and ``signature``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import datetime, timedelta
from typing import Final

from pydantic_core import from_json

from chalicelib.channels.signing import hmac_hex, require_match
from chalicelib.model.errors import MalformedPayload, SignatureInvalid

TOLERANCE: Final = timedelta(seconds=300)
_BLOCK: Final = 16
_UNIX_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def verify_slack(body: bytes, *, signing_secret: str, timestamp: str, signature: str, now: datetime) -> None:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack — raises ``SignatureInvalid``."""
    if not _UNIX_SECONDS.fullmatch(timestamp) or abs(int(timestamp) - now.timestamp()) > TOLERANCE.total_seconds():
        raise SignatureInvalid("the timestamp is not now")
    expected = "v0=" + hmac_hex(signing_secret, f"v0:{timestamp}:".encode() + body)
    require_match(signature, (expected,))


def verify_lark(body: bytes, *, encrypt_key: str, timestamp: str, nonce: str, signature: str) -> None:
    """https://open.feishu.cn/document/server-docs/event-subscription-guide — raises ``SignatureInvalid``."""
    content = f"{timestamp}{nonce}{encrypt_key}".encode("utf-8", "surrogatepass") + body
    require_match(signature, (hashlib.sha256(content).hexdigest(),))


def open_lark(sealed: str, *, encrypt_key: str) -> bytes:
    """AES-256-CBC under the SHA-256 of the key; the first block is the start value. Raises ``MalformedPayload``."""
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    try:
        data = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedPayload("the sealed event is not base64") from None
    if len(data) < 2 * _BLOCK or len(data) % _BLOCK:
        raise MalformedPayload("the sealed event is cut off")
    opening = Cipher(AES(hashlib.sha256(encrypt_key.encode()).digest()), CBC(data[:_BLOCK])).decryptor()
    content = opening.update(data[_BLOCK:]) + opening.finalize()
    padding = content[-1]
    if not 1 <= padding <= _BLOCK or content[-padding:] != bytes([padding]) * padding:
        raise MalformedPayload("the sealed event has a bad padding: is the key the present one?")
    return content[:-padding]


def answer_to_lark(opened: bytes) -> dict[str, str] | None:
    """What the check of an address wants back; ``None`` for every other event."""
    try:
        said = from_json(opened)
    except ValueError:
        raise MalformedPayload("the event is not JSON") from None
    if not isinstance(said, dict) or said.get("type") != "url_verification":
        return None
    return {"challenge": str(said.get("challenge", ""))}
