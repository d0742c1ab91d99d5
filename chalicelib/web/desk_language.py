"""In which language the desk API tells titles and explanations."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.routing.titles import LANGUAGES, Language

from .operations import Call, Parameter
from .pages.language import negotiate_language

LANGUAGE: Final = Parameter(name="lang", description="zh-Hans, zh-Hant or en.")


def desk_language(call: Call[Any]) -> Language:
    """``?lang=``, or what the caller's client prefers."""
    chosen = negotiate_language(query=call.query.get("lang"), accept_language=call.headers.get("accept-language"))
    return next(language for language in LANGUAGES if language == chosen)
