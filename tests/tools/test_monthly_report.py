"""``monthly-report``: the same report as a page and as PDF, and plain words where something is missing."""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from chalicelib.runtime import Runtime
from chalicelib.web import pages
from infra.local.folder import Unusable
from tests.support.fixtures import world
from tests.support.world import SHOP, World
from tests.web.pages import monthly_sample
from tools import monthly_report, printing
from tools.searchable import characters

__all__ = ["world"]
A4 = (595, 842)
"""Points."""


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def runtime_of(given: argparse.Namespace) -> Iterator[Runtime]:
        yield world.runtime

    monkeypatch.setattr(monthly_report, "runtime_of", runtime_of)


def run(out: Path, *more: str) -> int:
    return monthly_report.main(["--stage", "test", "--shop", SHOP, "--out", str(out), *more])


def test_the_page_needs_no_browser(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_browser", None)
    world.complain()
    out = tmp_path / "report.html"
    assert run(out, "--month", "2026-11") == 0
    assert "2026 年 11月" in out.read_text("utf-8")
    assert run(out, "--lang", "en") == 0
    assert "October 2026" in out.read_text("utf-8")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-Hans", ("月报", "2026 年 10月", "承诺兑现率")),
        ("zh-Hant", ("月報", "滿意度")),
        ("en", ("October 2026", "Backlog")),
    ],
)
def test_what_is_printed_can_be_read_again(language: str, words: tuple[str, ...]) -> None:
    report = monthly_sample.report()
    view = monthly_sample.view(pages.Language(language), shop_name="celadon", of=report)
    html = pages.monthly_page(language=pages.Language(language), view=view)
    book = PdfReader(io.BytesIO(printing.printed(html, language=language)))
    texts = [page.extract_text() for page in book.pages]
    whole = "".join("".join(texts).split())
    assert all("".join(word.split()) in whole for word in words)
    for section in report.sections:
        for figure in section.figures:
            if figure.now.value and figure.now.of:
                assert f"{figure.now.of:,}" in whole, figure
    for number, text in enumerate(texts, start=1):
        assert f"{number}/{len(texts)}" in "".join(text.split())
    assert 5 <= len(texts) <= 15
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in book.pages} == {A4}
    assert book.metadata
    assert "celadon" in (book.metadata.title or "")
    assert book.outline
    root: Any = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value


@pytest.mark.parametrize(
    ("table", "mended"),
    [
        (b"1 beginbfchar\n<27> <2F49>\nendbfchar", b"1 beginbfchar\n<27> <6708>\nendbfchar"),
        (b"<02> <2ed3>\n<0003> <2FB8>", b"<02> <957F>\n<0003> <9996>"),
        (b"<27> <6708>\n<28> <2019>\n<29> <2FF0>", b"<27> <6708>\n<28> <2019>\n<29> <2FF0>"),
        (b"<27> <27> <2F49>", b"<27> <27> <2F49>"),
    ],
)
def test_a_radical_is_told_as_the_character_it_looks_like(table: bytes, mended: bytes) -> None:
    assert characters(table) == mended


def test_without_a_browser_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nowhere"))
    assert run(tmp_path / "report.pdf", "--lang", "en") == 2
    assert "apt-get install chromium" in capsys.readouterr().err
    assert not (tmp_path / "report.pdf").exists()


def test_without_the_library_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    assert run(tmp_path / "report.pdf", "--lang", "en") == 2
    assert "requirements-dev.txt" in capsys.readouterr().err


@pytest.mark.parametrize(("found", "says"), [(b"", True), (b"NotoSansCJK", False)])
def test_without_a_font_for_chinese_nothing_is_printed_in_boxes(
    monkeypatch: pytest.MonkeyPatch, found: bytes, says: bool
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", lambda *command, **_: subprocess.CompletedProcess(command, 0, stdout=found))
    if not says:
        printing.require_font("zh-Hant")
        return
    with pytest.raises(printing.CannotPrint, match="fonts-noto-cjk"):
        printing.require_font("zh-Hant")


def test_a_month_that_makes_no_report_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "report.html", "--month", "2027-01") == 2
    assert "not after 2026-11" in capsys.readouterr().err
    assert run(tmp_path / "report.html", "--month", "October") == 2
    assert list(tmp_path.glob("*.html")) == []


def test_a_machine_that_runs_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def running(_: argparse.Namespace) -> Runtime:
        raise Unusable("another machine runs here")

    monkeypatch.setattr(monthly_report, "runtime_of", running)
    assert run(tmp_path / "report.html") == 2
    assert "another machine" in capsys.readouterr().err
