"""Forms: bytes stay bytes, and no bytes break the reading."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.forms import MOST_FIELDS, Form, read_form
from chalicelib.model.errors import MalformedPayload

from .specimens.multipart import BOUNDARY, Piece, multipart_body

MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
NAMES = st.text(alphabet="abc-1", min_size=1, max_size=8)


@given(pairs=st.lists(st.tuples(NAMES, st.binary(max_size=40)), max_size=8))
def test_urlencoded_values_are_the_same_bytes(pairs: list[tuple[str, bytes]]) -> None:
    form = read_form(urlencode(pairs).encode(), "application/x-www-form-urlencoded; charset=utf-8")
    assert [(field.name, field.value) for field in form.fields] == pairs


@given(value=st.binary(max_size=80) | st.sampled_from([b" indented", b"\r\n\r\n", b"--\r\n--x", b"a: b\r\n\r\nc"]))
def test_multipart_values_are_the_same_bytes(value: bytes) -> None:
    body = multipart_body([Piece("a", b"1"), Piece("b", value), Piece("c", b"3")])
    assert [field.value for field in read_form(body, MULTIPART).fields] == [b"1", value, b"3"]


@given(body=st.binary(max_size=300), content_type=st.sampled_from(["", MULTIPART, "multipart/form-data", "text/plain"]))
def test_no_bytes_break_it(body: bytes, content_type: str) -> None:
    with suppress(MalformedPayload):
        read_form(body, content_type)


def test_files_have_names() -> None:
    body = multipart_body([Piece("text", b"x"), Piece("file", b"y", file_name="杯子.png", content_type="image/png")])
    (file,) = read_form(body, MULTIPART).files
    assert (file.file_name, file.content_type, file.value) == ("杯子.png", "image/png", b"y")


def test_the_first_field_of_a_name_counts() -> None:
    form = read_form(b"a=1&a=2&b", "")
    assert (form.text("a"), form.get("b"), form.get("c"), form.text("c")) == ("1", b"", None, "")


def test_too_many_fields() -> None:
    with pytest.raises(MalformedPayload):
        read_form(b"&".join([b"a=1"] * (MOST_FIELDS + 1)), "")
    with pytest.raises(MalformedPayload):
        read_form(multipart_body([Piece("a", b"1")] * (MOST_FIELDS + 1)), MULTIPART)


def test_as_many_fields_as_are_taken() -> None:
    assert len(read_form(multipart_body([Piece("a", b"1")] * MOST_FIELDS), MULTIPART).fields) == MOST_FIELDS
    assert read_form(b"", "") == Form(())


def test_a_form_that_was_cut_off_loses_its_last_field() -> None:
    body = multipart_body([Piece("a", b"1"), Piece("b", b"2")])
    assert read_form(body[:-80], MULTIPART).get("b") is None
