"""The truth comes back, however it was written, labelled and damaged."""

from __future__ import annotations

from hypothesis import given, settings

from chalicelib.channels.email.reading import part_contents, read_mail

from .damage import (
    CLOSED_LABELS,
    SIMPLIFIED,
    SIMPLIFIED_LABELS,
    TRADITIONAL,
    TRADITIONAL_LABELS,
    Truth,
    damaged,
)


def says(raw: bytes, truth: Truth) -> None:
    read = read_mail(raw)
    assert read.sender is not None
    assert (read.sender.name, read.sender.address) == (truth.name, truth.address)
    assert read.subject == truth.subject
    assert read.text == truth.text
    [file] = read.files
    assert file.name == truth.file_name
    assert part_contents(raw, [file.part])[file.part] == truth.content


@settings(max_examples=300)
@given(damaged(truth=SIMPLIFIED, labels=SIMPLIFIED_LABELS))
def test_simplified_chinese(raw: bytes) -> None:
    says(raw, SIMPLIFIED)


@settings(max_examples=200)
@given(damaged(truth=TRADITIONAL, labels=TRADITIONAL_LABELS))
def test_traditional_chinese(raw: bytes) -> None:
    says(raw, TRADITIONAL)


@given(damaged(truth=SIMPLIFIED, labels=CLOSED_LABELS))
def test_charsets_that_are_no_superset_of_ascii(raw: bytes) -> None:
    says(raw, SIMPLIFIED)
