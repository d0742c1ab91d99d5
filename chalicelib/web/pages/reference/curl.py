"""A call as one types it into a shell."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from shlex import quote
from typing import Any, Final
from urllib.parse import urlencode

from .schemas import Schema, sample

_JSON: Final = "application/json"


def curl_example(
    method: str,
    url: str,
    *,
    parameters: Sequence[Mapping[str, Any]],
    content: Mapping[str, Any],
    needs_token: bool,
    schemas: Mapping[str, Schema],
) -> str:
    parts = ["curl --head" if method == "head" else "curl" if method == "get" else f"curl -X {method.upper()}"]
    parts[0] += f" {quote(_filled(url, parameters=parameters, schemas=schemas))}"
    if needs_token:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if _JSON in content:
        body = sample(content[_JSON].get("schema", True), named=schemas)
        parts.append(f"-H {quote(f'Content-Type: {_JSON}')}")
        parts.append(f"-d {quote(json.dumps(content[_JSON].get('example', body), ensure_ascii=False))}")
    return " \\\n  ".join(parts)


def _filled(url: str, *, parameters: Sequence[Mapping[str, Any]], schemas: Mapping[str, Schema]) -> str:
    """The address with path names in capitals, to be replaced by the reader, and the query it cannot do without."""
    query = {}
    for parameter in parameters:
        name = parameter.get("name", "")
        if parameter.get("in") == "path":
            url = url.replace("{" + name + "}", str(parameter.get("example", name.upper())))
        elif parameter.get("in") == "query" and parameter.get("required"):
            query[name] = parameter.get("example", sample(parameter.get("schema", True), named=schemas))
    return f"{url}?{urlencode(query)}" if query else url
