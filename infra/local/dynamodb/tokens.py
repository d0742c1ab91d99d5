"""Expression texts cut into tokens (Developer Guide, "Expressions in DynamoDB")."""

import re
from functools import lru_cache

from infra.local.dynamodb.errors import validation

MAXIMUM_EXPRESSION_BYTES = 4096
END = ""

_TOKEN = re.compile(r"\s*(<=|>=|<>|[=<>(),\[\].+\-]|[:#][A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*|[0-9]+)")


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    if not text.strip():
        raise validation("Invalid expression: The expression can not be empty")
    if len(text.encode()) > MAXIMUM_EXPRESSION_BYTES:
        raise validation("Invalid expression: Expression size has exceeded the maximum allowed size")
    found = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise syntax_error(text[position : position + 10])
        found.append(match[1])
        position = match.end()
    return tuple(found)


@lru_cache(maxsize=4096)
def placeholders(text: str) -> frozenset[str]:
    """The `#names` and `:values` an expression uses."""
    return frozenset(token for token in tokens(text) if token[0] in "#:")


def syntax_error(token: str) -> Exception:
    return validation(f'Invalid expression: Syntax error; token: "{token or "<EOF>"}"')
