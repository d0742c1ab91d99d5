"""A bounded number of mails made by libFuzzer from the samples: none gets out of the reader."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.channels.email.samples_here import SAMPLES

RUNS = 400
LARGEST = 20_000
OF_ITS_OWN = ("sh", "-c", '"$@"; exit $?', "sh")
"""Linux counts the highest memory of who starts a process as the process's own (getrusage(2)); a shell has little."""


@pytest.mark.slow
def test_no_mail_breaks_the_reader(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in SAMPLES.glob("*.eml"):
        if path.stat().st_size < LARGEST:
            shutil.copy(path, corpus)
    fixed = (f"-runs={RUNS}", "-seed=1", f"-artifact_prefix={tmp_path}/")
    fuzzing = (sys.executable, "-m", "tools", "fuzz-mail", str(corpus), *fixed)
    done = subprocess.run([*OF_ITS_OWN, *fuzzing], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert f"Done {RUNS} runs" in done.stderr


def test_without_a_folder_it_says_how() -> None:
    done = subprocess.run([sys.executable, "-m", "tools", "fuzz-mail"], capture_output=True, text=True)
    assert (done.returncode, "usage" in done.stdout) == (2, True)
