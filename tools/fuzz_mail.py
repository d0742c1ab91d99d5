"""``fuzz-mail FOLDER``: reads mails that libFuzzer makes from those in a folder, and stops at one that breaks.

Further arguments go to libFuzzer, for example ``-runs=100000`` or ``-max_total_time=600``:
https://llvm.org/docs/LibFuzzer.html#options
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import atheris

from chalicelib.model.errors import MalformedPayload

with atheris.instrument_imports(include=["chalicelib.channels.email"]):
    from chalicelib.channels.email.reading import part_contents, read_mail

USAGE: Final = "usage: python -m tools fuzz-mail FOLDER [-runs=N] [libFuzzer options]"
LONGEST: Final = "-max_len=20000"
MEMORY: Final = "-rss_limit_mb=1024"
SLOWEST: Final = "-timeout=10"
MOST_TEXT: Final = 20
"""Characters that one byte may become, quote marks and labels included."""


def main(argv: Sequence[str]) -> int:
    if not argv or argv[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if argv else 2
    atheris.Setup(["fuzz-mail", LONGEST, MEMORY, SLOWEST, *argv], one_mail)
    atheris.Fuzz()
    return 0


def one_mail(raw: bytes) -> None:
    """Raises ``AssertionError``, or whatever got out, for a mail that shows a defect."""
    with suppress(MalformedPayload):
        read = read_mail(raw)
        names = (file.name for file in read.files)
        said = "\n".join((read.text, read.quoted or "", read.subject, *read.repairs.all, *names))
        said.encode("utf-8")
        if len(said) > MOST_TEXT * len(raw) + 10_000:
            raise AssertionError(f"{len(raw)} bytes became {len(said)} characters")
        part_contents(raw, [file.part for file in read.files])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
