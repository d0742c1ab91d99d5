"""The encrypted envelope of secure mode: AES-256-CBC around ``random(16) + length(4) + message + app id``.

https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html

The padding is PKCS #7 to blocks of 32 bytes although AES has blocks of 16, so a padding may be longer than one block.
``cryptography`` is imported on use: taking a webhook needs only the signature, and starts faster without it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Final

from chalicelib.model.errors import ConfigurationError, MalformedPayload

_BLOCK: Final = 32
_RANDOM: Final = 16
_LENGTH: Final = 4


def open_sealed(sealed: str, *, aes_keys: Iterable[str], app_id: str) -> bytes:
    """The message, by whichever key opens it. Raises ``MalformedPayload``; call it only on a verified signature."""
    refused = MalformedPayload("no key was given")
    for aes_key in aes_keys:
        try:
            return _open(sealed, key=_key(aes_key), app_id=app_id.encode())
        except MalformedPayload as error:
            refused = error
    raise refused


def seal(message: bytes, *, aes_key: str, app_id: str, random16: bytes) -> str:
    content = random16 + len(message).to_bytes(_LENGTH, "big") + message + app_id.encode()
    padding = _BLOCK - len(content) % _BLOCK
    encrypted = _aes(_key(aes_key), content + bytes([padding]) * padding, encrypt=True)
    return base64.b64encode(encrypted).decode("ascii")


def _open(sealed: str, *, key: bytes, app_id: bytes) -> bytes:
    content = _unpadded(_aes(key, _ciphertext(sealed), encrypt=False))
    start = _RANDOM + _LENGTH
    end = start + int.from_bytes(content[_RANDOM:start], "big")
    if content[end:] != app_id:
        raise MalformedPayload("the encrypted message is for another app")
    return content[start:end]


def _ciphertext(sealed: str) -> bytes:
    try:
        encrypted = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedPayload("the encrypted message is not base64") from None
    if not encrypted or len(encrypted) % _BLOCK:
        raise MalformedPayload("the encrypted message is cut off")
    return encrypted


def _unpadded(content: bytes) -> bytes:
    padding = content[-1]
    if not 1 <= padding <= _BLOCK or content[-padding:] != bytes([padding]) * padding:
        raise MalformedPayload("the encrypted message has a bad padding: is the key the present one?")
    return content[:-padding]


def _aes(key: bytes, content: bytes, *, encrypt: bool) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    cipher = Cipher(AES(key), CBC(key[:16]))
    step = cipher.encryptor() if encrypt else cipher.decryptor()
    return step.update(content) + step.finalize()


def _key(aes_key: str) -> bytes:
    """The console shows 43 characters: 32 bytes in base64 without the padding."""
    try:
        key = base64.b64decode(aes_key + "=", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BLOCK:
        raise ConfigurationError("an EncodingAESKey is not 43 characters of base64")
    return key
