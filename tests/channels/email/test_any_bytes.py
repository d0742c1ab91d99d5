"""Whatever bytes arrive: only nothing at all is malformed, and time stays bounded."""

from __future__ import annotations

import random
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.email.reading import ReadMail, read_mail
from chalicelib.model.errors import MalformedPayload

from .samples_here import SAMPLES

MAILS = sorted(path.read_bytes() for path in SAMPLES.glob("*.eml"))
HEAD = b"From: a@b.cc\nSubject: x\n"
NASTY = [
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n",
    b"Content-Type: text/html; charset=utf-7\n\n",
    b"Content-Type: text/plain; charset=unicode_escape\n\n\\z",
    b"=?utf-16?B?2AA=?=",
    b"=?utf-7?Q?+2AA-?=",
    b"\n\n",
    b"\xff\xfe",
    b"\x00",
    b"&#xD800;",
    b"On 1/1/24 a@b.cc wrote:\n> x\n",
]


def _check(read: ReadMail) -> None:
    said = [read.text, read.quoted or "", read.subject, read.message_id or "", *read.repairs.all]
    said += [file.name for file in read.files]
    if read.sender:
        said += [read.sender.name or "", read.sender.address]
    "".join(said).encode("utf-8")
    assert "\n" not in read.subject


def _read(raw: bytes) -> None:
    with suppress(MalformedPayload):
        _check(read_mail(raw))


@given(st.binary(max_size=2_000))
def test_arbitrary_bytes(raw: bytes) -> None:
    _read(raw)


@given(st.lists(st.sampled_from(NASTY) | st.binary(max_size=20), max_size=12).map(b"".join))
def test_arbitrary_pieces(raw: bytes) -> None:
    _read(HEAD + raw)


@given(st.sampled_from(MAILS), st.integers(0, 2**32))
def test_mutated_samples(raw: bytes, seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(raw)
    for _ in range(chance.randrange(1, 20)):
        place = chance.randrange(len(damaged) + 1)
        match chance.randrange(3):
            case 0:
                damaged[place : place + chance.randrange(40)] = b""
            case 1:
                damaged[place:place] = chance.choice(NASTY)
            case _:
                damaged[place : place + 1] = chance.randbytes(1)
    _read(bytes(damaged))


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"\n" + b"a:\n" * 100_000,
        HEAD + b"\n" + b"> " * 150_000,
        HEAD + b"\n" + "发自".encode() * 50_000,
        HEAD + b"\n" + b"On 1/1 a@b.cc wrote:\n" * 15_000,
        b"From: " + b"a" * 200_000 + b"\nReferences: " + b"a" * 200_000 + b"\n\nx",
        b"Subject: " + b"=?a?Q?" * 30_000 + b"\n\nx",
        HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)),
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50_000,
        HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 100_000,
    ],
    ids=["colons", "marks", "signatures", "attributions", "long headers", "words", "deep", "many parts", "flowed"],
)
def test_bait(raw: bytes) -> None:
    started = time.process_time()
    _read(raw)
    assert time.process_time() - started < 10
