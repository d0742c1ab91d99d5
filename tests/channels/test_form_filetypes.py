"""What a file is, by its bytes alone: every kind that is taken, and nothing that only says it is one."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.form.filetypes import HEAD_BYTES, LONGEST_NAME, TAKEN, fitting_name, sniffed

HEADS: Final = {
    "image/jpeg": [b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\xff\xd8\xff\xe1"],
    "image/png": [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"],
    "image/gif": [b"GIF87a\x01\x00", b"GIF89a\x01\x00"],
    "image/webp": [b"RIFF\x24\x00\x00\x00WEBPVP8 "],
    "image/heic": [b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", b"\x00\x00\x00\x18ftypmif1"],
    "image/avif": [b"\x00\x00\x00\x1cftypavif"],
    "application/pdf": [b"%PDF-1.7\n"],
    "video/mp4": [b"\x00\x00\x00\x20ftypisom", b"\x00\x00\x00\x20ftypmp42", b"\x00\x00\x00\x20ftypM4V "],
    "video/quicktime": [b"\x00\x00\x00\x14ftypqt  "],
    "video/3gpp": [b"\x00\x00\x00\x18ftyp3gp5"],
    "video/webm": [b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"],
    "video/x-matroska": [b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska"],
    "audio/mpeg": [b"ID3\x04\x00", b"\xff\xfb\x90\x64", b"\xff\xf3\x40\xc0"],
    "audio/mp4": [b"\x00\x00\x00\x1cftypM4A "],
    "audio/aac": [b"\xff\xf1\x50\x80", b"\xff\xf9\x50\x80"],
    "audio/amr": [b"#!AMR\n\x3c", b"#!AMR-WB\n"],
    "audio/ogg": [b"OggS\x00\x02"],
    "audio/wav": [b"RIFF\x24\x00\x00\x00WAVEfmt "],
    "text/plain": ["客服：您好\r\n我：杯子碎了\n".encode(), b"\xef\xbb\xbfhello", b"<html>", "字".encode() * 2000],
}
NOT_TAKEN: Final = {
    "nothing": b"",
    "blank": b" \n\t",
    "windows program": b"MZ\x90\x00\x03\x00\x00\x00",
    "linux program": b"\x7fELF\x02\x01\x01",
    "archive": b"PK\x03\x04\x14\x00\x00\x00",
    "gzip": b"\x1f\x8b\x08\x00",
    "class": b"\xca\xfe\xba\xbe",
    "avi": b"RIFF\x24\x00\x00\x00AVI LIST",
    "unknown brand": b"\x00\x00\x00\x18ftypevil",
    "ebml of nobody": b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84evil",
    "GBK text": "杯子碎了，要求退款".encode("gbk"),
    "text with a zero": b"hello\x00world",
    "layer two": b"\xff\xfd\x90\x64",
    "no bit rate": b"\xff\xfb\xf0\x64",
    "cut": b"\x89PNG",
}
BY_MEDIA: Final = {kind.media: kind for kind in TAKEN}


@pytest.mark.parametrize(
    ("media", "head"), [pytest.param(media, head, id=media) for media, heads in HEADS.items() for head in heads]
)
def test_a_taken_kind_is_known_by_its_first_bytes(media: str, head: bytes) -> None:
    assert sniffed(head[:HEAD_BYTES]) is BY_MEDIA[media]


def test_every_taken_kind_is_tested() -> None:
    assert set(HEADS) == set(BY_MEDIA)


@pytest.mark.parametrize("head", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_anything_else_is_not_taken(head: bytes) -> None:
    assert sniffed(head) is None


@given(st.binary(max_size=HEAD_BYTES))
def test_any_bytes_are_something_or_nothing_and_the_rest_does_not_matter(head: bytes) -> None:
    found = sniffed(head)
    assert found is None or found in TAKEN
    if found is not None and found.media not in ("text/plain", "video/webm", "video/x-matroska"):
        assert sniffed(head + b"\x00MZ") is found


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip), st.integers(0, 3)
)
def test_text_is_text_wherever_it_is_cut(text: str, cut: int) -> None:
    written = b"x" + text.encode() * 3
    kinds = {sniffed(written), sniffed(written[: len(written) - cut])}
    assert kinds == {BY_MEDIA["text/plain"]}


@given(st.text(max_size=300), st.sampled_from(TAKEN))
def test_a_name_never_says_more_than_the_file_is(name: str, kind: object) -> None:
    fitting = fitting_name(name, kind)  # type: ignore[arg-type]
    assert fitting.endswith(kind.extensions)  # type: ignore[attr-defined]
    assert not set(fitting) & set('/\\:*?"<>|;\r\n\x00\u202e')
    assert not fitting.startswith(".")
    assert len(fitting) <= LONGEST_NAME + 6
    assert fitting_name(fitting, kind) == fitting  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "fitting"),
    [
        ("杯子.JPG", "杯子.jpg"),
        ("evil.html", "evil.html.jpg"),
        ("C:\\fake\\cup.jpeg", "cup.jpeg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("gpj.\u202eexe", "gpj.exe.jpg"),
        ("", "attachment.jpg"),
        ("...", "attachment.jpg"),
        (".jpg", "jpg.jpg"),
    ],
)
def test_a_name_keeps_what_people_know_it_by(name: str, fitting: str) -> None:
    assert fitting_name(name, BY_MEDIA["image/jpeg"]) == fitting
