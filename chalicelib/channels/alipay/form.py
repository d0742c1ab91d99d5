"""A notification as Alipay posts it, and its RSA2 signature over the fields as they read once decoded.

https://opendocs.alipay.com/common/02mse7

Some kinds of notification sign ``sign_type`` too and some do not; both are full signatures, so either is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from chalicelib.channels import rsa
from chalicelib.model.errors import MalformedPayload

SIGN: Final = "sign"
SIGN_TYPE: Final = "sign_type"
RSA2: Final = "RSA2"

_CHARSETS: Final = {"utf-8": "utf-8", "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030"}
_UNSIGNED: Final = (frozenset({SIGN, SIGN_TYPE}), frozenset({SIGN}))

Form = Mapping[str, str]


def read_form(body: bytes) -> Form:
    """Raises ``MalformedPayload``, also for a field that comes twice."""
    try:
        pairs = _pairs(body, encoding=_encoding(dict(_pairs(body, encoding="latin-1"))))
    except ValueError:
        raise MalformedPayload("the body is no form in the charset it names") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise MalformedPayload("a field of the form comes twice")
    return form


def fits(form: Form, *, public_keys: Iterable[str]) -> bool:
    """Whether Alipay signed the form under one of its public keys."""
    signature, encoding = form.get(SIGN, ""), _encoding(form)
    contents = [signed_content(form, unsigned).encode(encoding) for unsigned in _UNSIGNED]
    keys = [rsa.public_key(text) for text in public_keys]
    return form.get(SIGN_TYPE) == RSA2 and any(
        rsa.fits(signature, content, key=key) for key in keys for content in contents
    )


def signed_content(form: Form, unsigned: Collection[str]) -> str:
    """Fields in the order of their names; an empty one does not count."""
    return "&".join(f"{name}={value}" for name, value in sorted(form.items()) if value and name not in unsigned)


def _pairs(body: bytes, *, encoding: str) -> list[tuple[str, str]]:
    return parse_qsl(
        body.decode("ascii"), keep_blank_values=True, encoding=encoding, errors="strict", max_num_fields=100
    )


def _encoding(form: Form) -> str:
    """Raises ``ValueError`` for a charset that Alipay does not have."""
    charset = form.get("charset", "").lower() or "utf-8"
    if charset not in _CHARSETS:
        raise ValueError("no charset of Alipay")
    return _CHARSETS[charset]
