"""Which parts are the text somebody wrote, and which are attachments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from . import tnef
from .calendar import told
from .charsets import decode
from .htmltext import html_to_text
from .mime import Part, read_tree
from .secured import without_armor
from .words import lenient_base64

LONGEST_TEXT: Final = 1_000_000
MOST_TEXTS: Final = 20
_LONGEST_STUB: Final = 200
_HEAD: Final = 200
_TEXTS: Final = ("text/plain", "text/html")
_REPORT_LEAVES: Final = ("message/delivery-status", "message/disposition-notification", "message/feedback-report")
_REPORTED: Final = (*_REPORT_LEAVES, "message/global-delivery-status", "text/rfc822-headers")
_BARE: Final = (*_REPORT_LEAVES, "text/enriched", "text/richtext", "text/rtf")
_FOR_OLD_READERS: Final = re.compile(rb"multi-?part message|MIME|mime format|mail reader", re.IGNORECASE)
_ENRICHED: Final = re.compile(r"<(?:/?[a-zA-Z][\w-]{0,40})>")
_NOT_FILES: Final = ("text/calendar", "text/enriched", "text/x-amp-html", "text/watch-html")
_ENDINGS: Final = {"message/rfc822": ".eml", "image/jpeg": ".jpg", "image/png": ".png", "text/calendar": ".ics"}
SIGNATURE_LINE: Final = "-- "


@dataclass(frozen=True, slots=True)
class FoundFile:
    """``inline`` marks a picture inside the text, such as a pasted photo or a logo; ``packed`` a file that comes
    inside another one, as in a ``winmail.dat``.
    """

    name: str
    content_type: str
    size: int
    part: int
    inline: bool
    packed: bool = False


def find_text(root: Part) -> str:
    """Everything written in the mail, plain text preferred over HTML where both say the same.

    A mail without any text says what its report, its invitation, its ``winmail.dat`` or the mail inside it say.
    """
    parts = list(_text_parts(root, at_top=True))
    whole = _joined(_text_of(part) for part in parts[:MOST_TEXTS]) or _joined(_last_resorts(root))
    if len(parts) > MOST_TEXTS or len(whole) > LONGEST_TEXT:
        root.repairs.note(f"only the first {MOST_TEXTS} texts and {LONGEST_TEXT} characters were kept")
    return whole[:LONGEST_TEXT]


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text.strip())


def _last_resorts(root: Part) -> Iterator[str]:
    for part in islice(root.walk(), MOST_TEXTS):
        if part.content_type == "text/calendar":
            yield told(_decoded(part))
        elif part.is_tnef:
            package = tnef.read(part.content)
            html = html_to_text(decode(package.html).text, part.repairs) if package.html and not package.text else ""
            yield html or decode(package.text).text
        elif part.content_type in _BARE and part.disposition != "attachment":
            yield _ENRICHED.sub("", _decoded(part))
        elif part.is_multipart and not _FOR_OLD_READERS.search(part.preamble):
            yield decode(part.preamble, hint=part.charset_nearby).text
    if root.content_type == "message/rfc822":
        inner = read_tree(mail_in(root), root.repairs)
        yield _joined(_text_of(part) for part in islice(_text_parts(inner, at_top=True), MOST_TEXTS))


def mail_in(part: Part) -> bytes:
    """Encoding an attached mail in base64 is forbidden, and done."""
    looks_encoded = b":" not in part.content[:_HEAD] and part.content is part.raw
    return lenient_base64(part.raw) if looks_encoded else part.content


def find_files(root: Part) -> list[FoundFile]:
    """Attachments at the top of the tree; a forwarded mail is one file, the parts of a delivery report are none."""
    texts = {part.index for part in _every_body(root)}
    leaves = (part for part in root.walk() if not part.is_multipart)
    return [_file(part) for part in leaves if part.index not in texts and not _is_chaff(part)]


def _text_parts(part: Part, *, at_top: bool) -> Iterator[Part]:
    """The parts to read, one of each set of alternatives."""
    if not part.is_multipart or not part.children:
        if _is_body(part, first=at_top):
            yield part
        return
    children = part.children
    if part.content_type == "multipart/alternative":
        yield from _best_alternative(children)
    elif part.content_type == "multipart/related":
        yield from _text_parts(_start_of(part), at_top=at_top)
    elif part.content_type in ("multipart/report", "multipart/signed"):
        yield from _text_parts(children[0], at_top=at_top)
    else:
        for position, child in enumerate(children):
            yield from _text_parts(child, at_top=at_top and position == 0)


def _start_of(related: Part) -> Part:
    """The part the others belong to: the one named ``start``, or the first with a text (RFC 2387)."""
    named = related.parameters.get("start", "").strip("<> ")
    wanted = (each for each in related.children if named and named in each.headers.get("content-id"))
    texts = (each for each in related.children if any(_text_parts(each, at_top=True)))
    return next(wanted, None) or next(texts, related.children[0])


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
    if not part.is_multipart or not part.children:
        if _is_body(part, first=part.parent is None or part is part.parent.children[0] or _is_alternative(part)):
            yield part
        return
    for child in part.children:
        yield from _every_body(child)


def _is_alternative(part: Part) -> bool:
    return part.parent is not None and part.parent.content_type == "multipart/alternative"


def _is_body(part: Part, *, first: bool) -> bool:
    if part.is_multipart:
        return True
    if part.content_type not in _TEXTS or part.disposition == "attachment":
        return False
    return first or part.file_name is None


def _is_chaff(part: Part) -> bool:
    """Parts that only carry the mail itself: other renderings of the text, and the leaves of a report."""
    if _in_report(part):
        return part.content_type.startswith("message/") or part.content_type in (*_REPORTED, *_TEXTS)
    if part.content_type in _REPORTED:
        return True
    if part.disposition == "attachment":
        return False
    return part.content_type in _NOT_FILES and _is_alternative(part)


def _in_report(part: Part) -> bool:
    return part.parent is not None and (part.parent.content_type == "multipart/report" or _in_report(part.parent))


def _file(part: Part) -> FoundFile:
    name = part.file_name or f"part-{part.index}{_ENDINGS.get(part.content_type, '')}"
    related = part.parent is not None and part.parent.content_type == "multipart/related"
    shown = "content-id" in part.headers and part.content_type.startswith("image/")
    inline = part.disposition != "attachment" and (related or shown)
    return FoundFile(
        name=name,
        content_type=part.content_type,
        size=len(part.content),
        part=part.index,
        inline=inline,
        packed=part.parent is not None and part.parent.is_tnef,
    )


def _text_of(part: Part) -> str:
    text = _decoded(part)
    if part.content_type == "text/html":
        return html_to_text(text, part.repairs)
    if "-----BEGIN PGP" in text:
        return without_armor(text, part.repairs)
    if part.parameters.get("format", "").lower() == "flowed":
        return _unflowed(text, joined=part.parameters.get("delsp", "").lower() == "yes")
    return text


def _decoded(part: Part) -> str:
    decoded = decode(part.content, part.charset, hint=part.charset_nearby)
    return part.repairs.take(decoded, where="body").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


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
