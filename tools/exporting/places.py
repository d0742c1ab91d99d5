"""Where a file of a day is put: in a folder, or in a bucket."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import boto3

from chalicelib.gateways.s3 import S3Objects

from .problems import CannotWrite

SCHEME: Final = "s3://"
Put = Callable[[str, bytes, str], None]
"""(``dt=2026-11-11/events.jsonl.gz``, bytes, content type); what was there is replaced whole, or not at all."""


def place(out: str) -> Put:
    """``out`` is a folder or ``s3://bucket/prefix``. Raises ``CannotWrite`` for a bucket without a name."""
    return _bucket(out) if out.startswith(SCHEME) else _folder(Path(out))


def _bucket(out: str) -> Put:
    name, _, prefix = out.removeprefix(SCHEME).partition("/")
    if not name:
        raise CannotWrite(f"{out} names no bucket: say s3://bucket/prefix")
    client = boto3.client("s3")
    bucket = S3Objects(lambda: client, name)
    above = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def put(file: str, data: bytes, content_type: str) -> None:
        bucket.put(above + file, data, content_type=content_type)

    return put


def _folder(out: Path) -> Put:
    def put(file: str, data: bytes, _: str) -> None:
        path = out / file
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.part")
        half.write_bytes(data)
        half.replace(path)

    return put
