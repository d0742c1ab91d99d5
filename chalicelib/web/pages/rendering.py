"""From a template and its values to a whole page, and the policy such a page can live under."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
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
SCRIPTS: Final = Path(__file__).parent / "scripts"


def render(template: str, *, language: Language, **values: Any) -> str:
    page = _environment().get_template(template)
    return page.render(language=language, languages=Language, t=wording(language), stylesheet=stylesheet(), **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a page may do beyond the ordinary: be framed by these sites, run our script and send files to an origin,
    load a captcha, or be an application of our own scripts and styles that asks our API.
    """

    is_application: bool = False
    framed_by: tuple[str, ...] = ()
    sends_to: str | None = None
    captcha: tuple[str, ...] = ()


def content_security_policy(allowed: Allowed | None = None) -> str:
    """Nothing from elsewhere, no script, and only our own stylesheet, known by its hash, unless more is allowed."""
    more = allowed or Allowed()
    digest = b64encode(sha256(stylesheet().encode()).digest()).decode()
    sources = {
        "default-src": ("'none'",),
        "style-src": (f"'sha256-{digest}'", *more.captcha),
        "img-src": ("data:",),
        "form-action": ("'self'",),
        "base-uri": ("'none'",),
        "frame-ancestors": more.framed_by or ("'none'",),
    }
    if more.sends_to:
        sources |= {
            "script-src": ("'self'", *more.captcha),
            "connect-src": ("'self'", more.sends_to, *more.captcha),
        }
    if more.is_application:
        sources |= {"script-src": ("'self'",), "connect-src": ("'self'",)}
        sources["style-src"] = ("'self'", *sources["style-src"])
    if more.captcha:
        sources["frame-src"] = more.captcha
    return "; ".join(" ".join((name, *values)) for name, values in sources.items())


@cache
def script(name: str) -> str:
    return (SCRIPTS / name).read_text("utf-8")


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
