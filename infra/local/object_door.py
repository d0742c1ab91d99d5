"""Uploads by signed form and downloads by signed link, over HTTP as S3 serves them. WSGI in, answer out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from chalicelib.channels.forms import read_form
from chalicelib.model.errors import MalformedPayload, NotFound, Rejected, TooLarge

from .front import Plain
from .objects import ADDRESS, FileObjects

UPLOAD_LIMIT: Final = 25_000_000
"""Bytes of a whole form; the policy inside it decides how large the file may be."""
XML: Final = "application/xml"


class ObjectDoor:
    """``None`` for every request that is not its own."""

    def __init__(self, objects: FileObjects) -> None:
        self._objects = objects

    def __call__(self, environ: dict[str, Any]) -> Plain | None:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if method == "POST" and path == ADDRESS:
            return self._take(environ)
        if method == "GET" and path.startswith(f"{ADDRESS}/"):
            return self._give(path.removeprefix(f"{ADDRESS}/"), environ.get("QUERY_STRING", ""))
        return None

    def _take(self, environ: dict[str, Any]) -> Plain:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            form = read_form(body, environ.get("CONTENT_TYPE", ""))
            data = form.get("file") or b""
            fields = {field.name: form.text(field.name) for field in form.fields if field.name != "file"}
            self._objects.take_upload(fields, data)
        except TooLarge:
            return _refused("EntityTooLarge", HTTPStatus.BAD_REQUEST)
        except MalformedPayload:
            return _refused("MalformedPOSTRequest", HTTPStatus.BAD_REQUEST)
        except Rejected:
            return _refused("AccessDenied", HTTPStatus.FORBIDDEN)
        return Plain(b"", content_type=XML, status=HTTPStatus.NO_CONTENT)

    def _give(self, key: str, query: str) -> Plain:
        try:
            data, name, content_type = self._objects.give(key, dict(parse_qsl(query)))
        except Rejected:
            return _refused("AccessDenied", HTTPStatus.FORBIDDEN)
        except NotFound:
            return _refused("NoSuchKey", HTTPStatus.NOT_FOUND)
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        return Plain(data, content_type=content_type, headers=headers)


def _refused(code: str, status: HTTPStatus) -> Plain:
    return Plain(f"<Error><Code>{code}</Code></Error>".encode(), content_type=XML, status=status)
