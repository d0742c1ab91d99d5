"""The encrypted body: base64 of AES-128-CBC with PKCS #7 padding, the vector of zeros, under the message secret.

https://open.kwaixiaodian.com (消息服务说明, document 401854)

``cryptography`` is imported on use, as in the other channels.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from chalicelib.model.errors import ConfigurationError, MalformedPayload

_BLOCK: Final = 16


def open_sealed(body: bytes, *, message_key: str) -> bytes:
    """Raises ``MalformedPayload`` for what this key did not seal."""
    content = _aes(_key(message_key), _ciphertext(body), encrypt=False)
    padding = content[-1]
    if not 1 <= padding <= _BLOCK or content[-padding:] != bytes([padding]) * padding:
        raise MalformedPayload("the encrypted body has a bad padding: is the key the present one?")
    return content[:-padding]


def seal(content: bytes, *, message_key: str) -> bytes:
    padding = _BLOCK - len(content) % _BLOCK
    return base64.b64encode(_aes(_key(message_key), content + bytes([padding]) * padding, encrypt=True))


def _ciphertext(body: bytes) -> bytes:
    try:
        encrypted = base64.b64decode(body.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedPayload("the encrypted body is not base64") from None
    if not encrypted or len(encrypted) % _BLOCK:
        raise MalformedPayload("the encrypted body is cut off")
    return encrypted


def _aes(key: bytes, content: bytes, *, encrypt: bool) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    cipher = Cipher(AES(key), CBC(bytes(_BLOCK)))
    step = cipher.encryptor() if encrypt else cipher.decryptor()
    return step.update(content) + step.finalize()


def _key(message_key: str) -> bytes:
    try:
        key = base64.b64decode(message_key, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BLOCK:
        raise ConfigurationError("a message secret of 快手 is not 16 bytes in base64")
    return key
