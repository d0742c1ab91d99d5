"""Who signed a notification: RSA over timestamp, nonce and body, with the platform key that the serial names.

https://pay.weixin.qq.com/doc/v3/merchant/4012365342

A platform key is a certificate in PEM, whose serial is inside, or the WeChat Pay public key in PEM behind its id:
``PUB_KEY_ID_… -----BEGIN PUBLIC KEY-----…``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.channels import rsa
from chalicelib.model.errors import ConfigurationError, SignatureInvalid

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

SIGNATURE: Final = "wechatpay-signature"
TIMESTAMP: Final = "wechatpay-timestamp"
NONCE: Final = "wechatpay-nonce"
SERIAL: Final = "wechatpay-serial"
TOO_FAR: Final = 300
"""Seconds from now at which a timestamp is refused."""

_UNIX_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_NAMED_KEY: Final = re.compile(r"\s*(PUB_KEY_ID_[0-9A-Za-z]+)\s+(-----BEGIN PUBLIC KEY-----.*)", re.ASCII | re.DOTALL)


def verify(headers: Mapping[str, str], body: bytes, *, platform_keys: Iterable[str], now: datetime) -> None:
    """Raises ``SignatureInvalid``. The platform sends wrong signatures too, to see that they are refused."""
    timestamp = headers.get(TIMESTAMP, "")
    if not _UNIX_SECONDS.fullmatch(timestamp) or abs(now.timestamp() - int(timestamp)) >= TOO_FAR:
        raise SignatureInvalid("the timestamp is too far from now")
    content = signed_content(timestamp, headers.get(NONCE, ""), body)
    keys = [key for serial, key in map(_serial_and_key, platform_keys) if serial == _plain(headers.get(SERIAL, ""))]
    if not any(rsa.fits(headers.get(SIGNATURE, ""), content, key=key) for key in keys):
        raise SignatureInvalid("the signature fits no platform key of that serial")


def signed_content(timestamp: str, nonce: str, body: bytes) -> bytes:
    return f"{timestamp}\n{nonce}\n".encode("utf-8", "surrogatepass") + body + b"\n"


def _serial_and_key(platform_key: str) -> tuple[str, RSAPublicKey]:
    if named := _NAMED_KEY.fullmatch(platform_key):
        return _plain(named[1]), rsa.public_key(named[2])
    return _of_certificate(platform_key)


def _of_certificate(pem: str) -> tuple[str, RSAPublicKey]:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509 import load_pem_x509_certificate

    try:
        certificate = load_pem_x509_certificate(pem.strip().encode())
    except ValueError:
        raise ConfigurationError("a platform key is neither a certificate nor a public key behind its id") from None
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise ConfigurationError("a platform certificate holds no RSA key")
    return _plain(f"{certificate.serial_number:X}"), key


def _plain(serial: str) -> str:
    """Hexadecimal serials come with and without leading zeros, in either case."""
    return serial.upper().lstrip("0")
