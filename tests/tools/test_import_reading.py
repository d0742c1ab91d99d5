"""``import``: every format and charset gives the same complaints, and what is no file of complaints is refused."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tools.importing import sheets

from .importing import HEADER, NOW, ROWS, Run, delimited, json_lines, workbook

EXPECTED = [
    {
        "external_id": "T1",
        "text": "儿童座椅安全带扣失灵",
        "customer": {"name": "林女士", "phone": "13800000000"},
        "order_id": "2711884213377510001",
        "occurred_at": "2026-11-03T14:05:00+08:00",
        "meta": {"商品名称": "座椅"},
    },
    {
        "external_id": "T2",
        "text": "快递丢了，没人管\n打了三次电话",
        "customer": {"name": "何先生", "phone": "138****0000"},
        "order_id": "2711884213377510002",
        "occurred_at": "2026-11-03T00:00:00+08:00",
        "meta": {"商品名称": "鞋"},
    },
    {"external_id": "T3", "text": "客服态度恶劣", "meta": {"投诉时间": "昨天"}},
]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_every_charset_and_delimiter_is_found_out(run: Run, charset: str, delimiter: str) -> None:
    assert run(run.file(delimited(delimiter=delimiter).encode(charset))) == 0
    assert run.relay.data == EXPECTED


def test_a_charset_can_be_said(run: Run) -> None:
    table = delimited([("投訴編號", "投訴內容"), ("T1", "貨品損壞，客服不理會")])
    assert run(run.file(table.encode("big5")), "--encoding", "big5") == 0
    assert run.relay.data == [{"external_id": "T1", "text": "貨品損壞，客服不理會"}]


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", workbook()), ("a.jsonl", json_lines())])
def test_workbooks_and_json_lines_say_the_same(run: Run, name: str, content: bytes) -> None:
    assert run(run.file(content, name)) == 0
    assert run.relay.data == EXPECTED


def test_titles_and_blank_rows_above_the_header_do_not_matter(run: Run) -> None:
    rows = [("投诉明细表",), (), ("导出：2026-11-20", "", ""), HEADER, *ROWS, ("", " ", "")]
    assert run(run.file(workbook(rows), "a.xlsx")) == 0
    assert run.relay.data == EXPECTED


def test_typed_cells_of_a_workbook(run: Run) -> None:
    rows = [
        ("投诉编号", "内容", "手机", "时间", "品牌", "金额"),
        (17, "坏了", 13800000000, datetime(2026, 11, 3, 14, 5), datetime(2026, 11, 3), 12.5),
        (18.0, "坏了", None, 46329.5868055556, "#N/A", True),
    ]
    assert run(run.file(workbook(rows), "a.xlsx")) == 0
    first, second = run.relay.data
    assert (first["external_id"], first["customer"]["phone"]) == ("17", "13800000000")
    assert first["meta"] == {"品牌": "2026-11-03", "金额": "12.5"}
    assert first["occurred_at"] == second["occurred_at"] == "2026-11-03T14:05:00+08:00"
    assert (second["external_id"], second["meta"]) == ("18", {"金额": "True"})


def test_a_number_that_a_spreadsheet_rounded_names_no_case_and_no_order(run: Run, capsys: Any) -> None:
    rows = [
        ("投诉编号", "内容", "订单号"),
        ("1", "坏了", 2711884213377510000),
        (1110000020260214000000, "坏了", ""),
        ("1.11E+21", "坏了", ""),
        (1.11000002026021e21, "坏了", ""),
        (1234567890123456, "坏了", ""),
    ]
    assert run(run.file(workbook(rows), "a.xlsx")) == 1
    first, exact = run.relay.data
    assert ("order_id" in first, first["meta"]) == (False, {"订单号": "2.71188421337751E+18"})
    assert exact["external_id"] == "1234567890123456"
    assert capsys.readouterr().err.count("lost its digits") == 3


def test_formulas_are_never_computed(run: Run) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["投诉编号", "内容"])
    sheet.append(["1", '=HYPERLINK("http://evil.example","坏了")'])
    sheet.append(["2", "坏了"])
    target = io.BytesIO()
    book.save(target)
    assert run(run.file(target.getvalue(), "a.xlsx")) == 1  # no value was kept beside the formula
    assert [one["external_id"] for one in run.relay.data] == ["2"]
    assert run(run.csv("投诉编号,内容,品牌", "3,=1+1,@SUM(A1)", '="0004",坏了,\'=x', name="b.csv")) == 0
    assert run.relay.data[1:] == [
        {"external_id": "3", "text": "=1+1", "meta": {"品牌": "@SUM(A1)"}},
        {"external_id": "0004", "text": "坏了", "meta": {"品牌": "=x"}},
    ]


def test_a_sheet_can_be_named(run: Run, capsys: Any) -> None:
    path = run.file(workbook(title="十一月"), "a.xlsx")
    assert run(path, "--sheet", "十一月") == 0
    assert run(path, "--sheet", "十二月") == 2
    assert "十一月" in capsys.readouterr().err


def test_json_lines_may_be_nested_and_hold_long_numbers(run: Run) -> None:
    about = '"customer": {"name": "林"}, "order": {"number": 1.50}'
    line = f'{{"case_id": 11100000202602140001234567, "text": "坏\\ud800", {about}}}'
    assert run(run.file(f"\n{line}\n".encode(), "a.jsonl")) == 0
    assert run.relay.data == [
        {"external_id": "11100000202602140001234567", "text": "坏�", "customer": {"name": "林"}, "order_id": "1.50"}
    ]


def test_one_column_is_a_table(run: Run) -> None:
    assert run(run.csv("投诉内容", "很差;真的;差", "|")) == 0
    assert [one["text"] for one in run.relay.data] == ["很差;真的;差", "|"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "no rows"),
        ("a.csv", b"a,\xff\xff", "not text"),
        ("a.csv", "投诉编号,内容\n1,\"坏了\n2,坏了\n".encode(), "line 2"),
        ("a.csv", "投诉编号,备注二\n1,坏了\n".encode(), "--map text=COLUMN"),
        ("a.csv", '投诉编号,内容\n1,"' .encode() + b"x" * 200_000 + b'"\n', "field larger than"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "save it as XLSX"),
        ("a.xlsx", b"PK\x03\x04 no zip", "not a readable XLSX"),
        ("a.xlsx", workbook()[:2_000], "not a readable XLSX"),
        ("a.jsonl", b'{"text": "a"}\n[1]\n', "line 2: not a JSON object"),
        ("a.jsonl", b'{"text": \n', "line 1: not a JSON object"),
        ("a.jsonl", b"[" * 100_000, "line 1: not a JSON object"),
        ("a.jsonl", b'{"text": "' + b"x" * 1_000_001, "line 1: longer than"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_before_anything_is_sent(
    run: Run, capsys: Any, name: str, content: bytes, said: str
) -> None:
    assert run(run.file(content, name)) == 2
    assert said in capsys.readouterr().err
    assert run.relay.calls == 0
    assert not (run.folder / f"{name}.import.jsonl").exists()


def test_a_workbook_without_its_parts_is_refused(run: Run, capsys: Any) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<no")
    assert run(run.file(target.getvalue(), "a.xlsx")) == 2
    assert "not a readable XLSX" in capsys.readouterr().err


def test_a_workbook_that_unpacks_without_end_is_refused(run: Run, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "UNPACKED_LIMIT", 1_000)
    assert run(run.file(workbook(), "a.xlsx")) == 2
    assert "split it" in capsys.readouterr().err


def test_a_file_that_is_not_there_and_a_charset_that_does_not_exist(run: Run, capsys: Any) -> None:
    assert run(run.folder / "none.csv") == 2
    assert "none.csv: No such file" in capsys.readouterr().err
    assert run(run.csv("内容", "坏了"), "--encoding", "klingon") == 2
    assert "klingon" in capsys.readouterr().err


def test_many_rows_go_quickly(run: Run, measured: Any) -> None:
    count = 5_000
    path = run.csv("投诉编号,内容", *(f"T{number},坏了{number}" for number in range(count)))
    begun = datetime.now(NOW.tzinfo)
    assert run(path) == 0
    seconds = (datetime.now(NOW.tzinfo) - begun).total_seconds()
    measured("import, rows a second without the network", round(count / seconds))
    assert len(run.relay.taken) == count
    assert json.loads((run.folder / "complaints.csv.import.jsonl").read_bytes().splitlines()[0])["line"] == 2
