"""Which parts are the text somebody wrote, and which are attachments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .charsets import decode
from .htmltext import html_to_text
from .mime import Part

LONGEST_TEXT: Final = 1_000_000
MOST_TEXTS: Final = 20
_LONGEST_STUB: Final = 200
_TEXTS: Final = ("text/plain", "text/html")
_REPORT_LEAVES: Final = ("message/", "text/rfc822-headers")
_NOT_FILES: Final = ("text/calendar", "text/enriched", "text/x-amp-html", "text/watch-html")
_ENDINGS: Final = {"message/rfc822": ".eml", "image/jpeg": ".jpg", "image/png": ".png", "text/calendar": ".ics"}
SIGNATURE_LINE: Final = "-- "


@dataclass(frozen=True, slots=True)
class FoundFile:
    """``inline`` marks a picture inside the text, such as a pasted photo or a logo."""

    name: str
    content_type: str
    size: int
    part: int
    inline: bool


def find_text(root: Part) -> str:
    """Everything written in the mail, plain text preferred over HTML where both say the same."""
    parts = list(_text_parts(root, at_top=True))
    whole = "\n".join(text for part in parts[:MOST_TEXTS] if (text := _text_of(part)).strip())
    if len(parts) > MOST_TEXTS or len(whole) > LONGEST_TEXT:
        root.repairs.note(f"only the first {MOST_TEXTS} texts and {LONGEST_TEXT} characters were kept")
    return whole[:LONGEST_TEXT]


def find_files(root: Part) -> list[FoundFile]:
    """Attachments at the top of the tree; a forwarded mail is one file, the parts of a delivery report are none."""
    texts = {part.index for part in _every_body(root)}
    leaves = (part for part in root.walk() if not part.content_type.startswith("multipart/"))
    return [_file(part) for part in leaves if part.index not in texts and not _is_chaff(part)]


def _text_parts(part: Part, *, at_top: bool) -> Iterator[Part]:
    """The parts to read, one of each set of alternatives."""
    if not part.content_type.startswith("multipart/") or not part.children:
        if _is_body(part, first=at_top):
            yield part
        return
    children = part.children
    if part.content_type == "multipart/alternative":
        yield from _best_alternative(children)
    elif part.content_type in ("multipart/report", "multipart/related", "multipart/signed"):
        yield from _text_parts(children[0], at_top=at_top)
    else:
        for position, child in enumerate(children):
            yield from _text_parts(child, at_top=at_top and position == 0)


def _best_alternative(children: list[Part]) -> Iterator[Part]:
    choices = [list(_text_parts(child, at_top=True)) for child in children]
    said = [choice for choice in choices if any(part.content.strip() for part in choice)]
    plain = [choice for choice in said if choice[0].content_type == "text/plain" and not _is_stub(choice[0])]
    yield from next(iter(plain or said[::-1]), [])


def _is_stub(part: Part) -> bool:
    """A plain part that only says the mail program should be able to show HTML, or nothing but spaces."""
    if len(part.content) > _LONGEST_STUB:
        return False
    text = decode(part.content, part.charset).text.strip()
    return not text or ("html" in text.lower() and "\n" not in text)


def _every_body(part: Part) -> Iterator[Part]:
    """All parts that are text rather than files, the alternatives not chosen included."""
    if not part.children:
        if _is_body(part, first=part.parent is None or part is part.parent.children[0] or _is_alternative(part)):
            yield part
        return
    for child in part.children:
        yield from _every_body(child)


def _is_alternative(part: Part) -> bool:
    return part.parent is not None and part.parent.content_type == "multipart/alternative"


def _is_body(part: Part, *, first: bool) -> bool:
    if part.content_type.startswith("multipart/"):
        return True
    if part.content_type not in _TEXTS or part.disposition == "attachment":
        return False
    return first or part.file_name is None


def _is_chaff(part: Part) -> bool:
    """Parts that only carry the mail itself: other renderings of the text, and the leaves of a report."""
    if part.disposition == "attachment" and not _in_report(part):
        return False
    if _in_report(part):
        return part.content_type.startswith(_REPORT_LEAVES) or part.content_type in _TEXTS
    return part.content_type in _NOT_FILES and _is_alternative(part)


def _in_report(part: Part) -> bool:
    return part.parent is not None and (part.parent.content_type == "multipart/report" or _in_report(part.parent))


def _file(part: Part) -> FoundFile:
    name = part.file_name or f"part-{part.index}{_ENDINGS.get(part.content_type, '')}"
    related = part.parent is not None and part.parent.content_type == "multipart/related"
    shown = "content-id" in part.headers and part.content_type.startswith("image/")
    inline = part.disposition != "attachment" and (related or shown)
    return FoundFile(name=name, content_type=part.content_type, size=len(part.content), part=part.index, inline=inline)


def _text_of(part: Part) -> str:
    decoded = decode(part.content, part.charset, hint=part.charset_nearby)
    text = part.repairs.take(decoded, where="body").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if part.content_type == "text/html":
        return html_to_text(text, part.repairs)
    if part.parameters.get("format", "").lower() == "flowed":
        return _unflowed(text, joined=part.parameters.get("delsp", "").lower() == "yes")
    return text


def _unflowed(text: str, *, joined: bool) -> str:
    """Undoes RFC 3676: a line ending in a space goes on in the next one of the same quote depth."""
    paragraphs: list[tuple[int, list[str]]] = []
    flowing = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        if not flowing or paragraphs[-1][0] != depth:
            paragraphs.append((depth, []))
        flowing = content.endswith(" ") and content != SIGNATURE_LINE
        paragraphs[-1][1].append(content[:-1] if flowing and joined else content)
    return "\n".join(_marked("".join(contents), depth) for depth, contents in paragraphs)


def _marked(content: str, depth: int) -> str:
    return ">" * depth + " " * bool(depth and content) + content
