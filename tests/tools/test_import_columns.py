"""``import``: which column fills which field, what a preview shows, and how dates are read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tools.importing.columns import Wishes, assign
from tools.importing.dates import moment_of
from tools.importing.headings import HEADINGS, plain

from .importing import Run, delimited

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def test_known_headings_are_written_as_they_are_compared_and_name_one_field() -> None:
    headings = [heading for known in HEADINGS.values() for heading in known]
    assert [plain(heading) for heading in headings] == headings
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize(
    "header",
    [
        ("投诉编号", "投诉内容（必填）", "投诉人姓名", "联系电话", "订单号", "投诉时间"),
        ("投訴編號", "投訴內容", "投訴人姓名", "聯絡電話", "訂單編號", "投訴日期"),
        ("Complaint No.", "Complaint Text", "Customer name", "Phone number", "Order-Number", "created_at"),
        ("external_id", "text", "customer_name", "phone", "order_no", "occurred_at"),
    ],
)
def test_headings_are_known_in_three_languages(header: tuple[str, ...]) -> None:
    found = assign(header, wishes=Wishes())
    fields = ("external_id", "text", "name", "phone", "order_id", "occurred_at")
    assert found.by_field == dict(zip(fields, header, strict=True))


def test_the_best_heading_wins_and_the_rest_is_not_sent() -> None:
    found = assign(("内容", "投诉内容", "商品名称", "身份证号"), wishes=Wishes())
    assert (found.by_field, found.notes, found.unsent) == (
        {"text": "投诉内容"}, ("商品名称",), ("内容", "身份证号"),
    )  # fmt: skip


@pytest.mark.parametrize("heading", ["编号", "編號", "序号", "ID", "No."])
def test_what_may_only_count_rows_names_no_case_unless_the_user_says_so(run: Run, heading: str) -> None:
    path = run.csv(f"{heading},内容", "1,坏了")
    assert run(path) == 0
    assert run(path, "--map", f"external_id={heading}") == 0
    assert [one["external_id"][:4] for one in run.relay.data] == ["row-", "1"]


def test_what_the_user_says_wins() -> None:
    wishes = Wishes.read(["text=处理意见", "external_id=编号", "phone=", "note=身份证号", "note=备注"])
    found = assign(("编号", "投诉内容", "处理意见", "电话", "身份证号", "备注"), wishes=wishes)
    assert found.by_field == {"text": "处理意见", "external_id": "编号"}
    assert found.notes == ("身份证号", "备注")
    assert found.unsent == ("投诉内容", "电话")


def test_a_wished_heading_below_a_title_is_found(run: Run) -> None:
    rows = [("本月", "汇总"), ("事情", "谁"), ("坏了", "林")]
    assert run(run.file(delimited(rows).encode()), "--map", "text=事情", "--map", "name=谁") == 0
    assert run.relay.data[0]["customer"] == {"name": "林"}


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (["txt=内容"], "the fields are: text"),
        (["text"], "FIELD=COLUMN"),
        (["text=没有"], "there is no column '没有'; there are: 编号, 内容"),
        (["text=内容", "text=编号"], "two columns"),
        (["text="], "--map text=COLUMN"),
    ],
)
def test_a_wish_that_cannot_be_met_is_explained(run: Run, capsys: Any, wishes: list[str], said: str) -> None:
    arguments = [argument for wish in wishes for argument in ("--map", wish)]
    assert run(run.csv("编号,内容", "1,坏了"), *arguments) == 2
    assert said in capsys.readouterr().err
    assert run.relay.calls == 0


def test_columns_without_or_with_the_same_heading_are_told_apart(run: Run) -> None:
    path = run.csv("内容,备注,,备注", "坏了,a,b,c")
    assert run(path, "--map", "note=备注 (4)", "--map", "note=column 3") == 0
    assert run.relay.data[0]["meta"] == {"备注 (4)": "c", "column 3": "b"}


def test_the_channel_is_the_column_or_what_is_said(run: Run) -> None:
    path = run.csv("编号,内容,投诉渠道", "1,坏了,黑猫", "2,坏了,")
    assert run(path) == 0
    assert run(path, "--channel", "12315") == 0
    assert [one.get("channel") for one in run.relay.data] == ["黑猫", None, "12315", "12315"]


def test_a_preview_shows_and_sends_nothing(run: Run, capsys: Any) -> None:
    path = run.csv("投诉编号,内容,电话,品牌,身份证号", "1,坏了,13800000000,甲,secret", "2,,,,", "3,坏了,,,")
    assert run(path, "--preview", "2", "--channel", "12315") == 0
    shown = capsys.readouterr().out
    assert "text            内容" in shown
    assert "note            品牌" in shown
    assert "not sent: 身份证号" in shown
    assert '"channel": "12315"' in shown
    assert "line 3\nrejected: no text in '内容'" in shown
    assert "line 4" not in shown
    assert "secret" not in shown
    assert run.relay.calls == 0
    assert sorted(one.name for one in run.folder.iterdir()) == ["complaints.csv", "secret"]


@pytest.mark.parametrize("wrong", [["--preview", "0"], ["--zone", "Mars/Base"], []])
def test_a_wrong_call_ends_with_two(run: Run, capsys: Any, wrong: list[str]) -> None:
    file = run.csv("内容", "坏了") if wrong else run.csv("内容", "坏了") / "no"
    if wrong:
        with pytest.raises(SystemExit) as left:
            run(file, *wrong)
        assert left.value.code == 2
    else:
        assert run(file) == 2


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2026/11/3 14:05", "2026-11-03T14:05:00+08:00"),
        ("2026-11-03 14:05:09", "2026-11-03T14:05:09+08:00"),
        ("2026.11.3", "2026-11-03T00:00:00+08:00"),
        ("2026年11月3日", "2026-11-03T00:00:00+08:00"),
        ("2026年11月3日 14时05分", "2026-11-03T14:05:00+08:00"),
        ("2026年11月3日下午2点", "2026-11-03T14:00:00+08:00"),
        ("2026年11月3日14时5分9秒", "2026-11-03T14:05:09+08:00"),
        ("２０２６／１１／３　１４：０５", "2026-11-03T14:05:00+08:00"),
        ("2026/11/3 2:05 PM", "2026-11-03T14:05:00+08:00"),
        ("2026/11/3 12:05 AM", "2026-11-03T00:05:00+08:00"),
        ("2026/11/3 中午12:05", "2026-11-03T12:05:00+08:00"),
        ("20261103", "2026-11-03T00:00:00+08:00"),
        ("46329", "2026-11-03T00:00:00+08:00"),
        ("46329.5868055556", "2026-11-03T14:05:00+08:00"),
        ("1793685900", "2026-11-03T06:05:00+00:00"),
        ("1793685900000", "2026-11-03T06:05:00+00:00"),
        ("2026-11-03T06:05:00Z", "2026-11-03T06:05:00+00:00"),
        (datetime(2026, 11, 3, 14, 5), "2026-11-03T14:05:00+08:00"),
        ("", None),
        ("昨天", None),
        ("3/11/2026", None),
        ("2026/13/1", None),
        ("2026/2/30", None),
        ("2026/11/3 25:00", None),
        ("0001-01-01", None),
    ],
)
def test_dates(cell: str | datetime, read: str | None) -> None:
    moment = moment_of(cell, CHINA)
    assert (moment.isoformat() if moment else None) == read


def test_the_zone_can_be_said(run: Run) -> None:
    assert run(run.csv("内容,时间", "坏了,2026/11/3 14:05"), "--zone", "Europe/Berlin") == 0
    assert run.relay.data[0]["occurred_at"] == "2026-11-03T14:05:00+01:00"
