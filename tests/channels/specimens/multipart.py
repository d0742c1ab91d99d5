"""Multipart forms as HTTP clients write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.channels.base import Request

BOUNDARY: Final = "----specimen-boundary-7MA4YWxkTrZu0gW"


@dataclass(frozen=True)
class Piece:
    name: str
    value: bytes
    file_name: str = ""
    content_type: str = ""
    encoding: str = ""


def multipart_body(pieces: Sequence[Piece]) -> bytes:
    return b"".join(_written(piece) for piece in pieces) + f"--{BOUNDARY}--\r\n".encode()


def multipart_request(pieces: Sequence[Piece]) -> Request:
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    return Request(method="POST", headers={"content-type": content_type}, body=multipart_body(pieces))


def _written(piece: Piece) -> bytes:
    named = f'; filename="{piece.file_name}"' if piece.file_name else ""
    lines = [f"--{BOUNDARY}", f'Content-Disposition: form-data; name="{piece.name}"{named}']
    lines += [f"Content-Type: {piece.content_type}"] if piece.content_type else []
    lines += [f"Content-Transfer-Encoding: {piece.encoding}"] if piece.encoding else []
    return "\r\n".join([*lines, "", ""]).encode() + piece.value + b"\r\n"
