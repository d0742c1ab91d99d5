"""From a template and its values to a whole page, and the policy such a page can live under."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from .language import Language
from .wording import wording

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).parent / "templates"


def render(template: str, *, language: Language, **values: Any) -> str:
    page = _environment().get_template(template)
    return page.render(language=language, languages=Language, t=wording(language), stylesheet=stylesheet(), **values)


def content_security_policy() -> str:
    """Nothing from elsewhere, no script at all, and only our own stylesheet, known by its hash."""
    digest = b64encode(sha256(stylesheet().encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "img-src data:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


@cache
def stylesheet() -> Markup:
    """The stylesheet as it stands inside ``<style>``: our own file, so it is markup already."""
    return Markup((TEMPLATES / "style.css").read_text("utf-8"))  # noqa: S704


@cache
def _environment() -> Environment:
    """Made at the first page: a function that only answers webhooks never loads a template engine."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
