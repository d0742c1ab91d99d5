"""What is new in a reply."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.channels.email.quoting import cut_quote

from .samples_here import texts


@pytest.mark.parametrize("sample", texts("quoting.json"), ids=lambda sample: str(sample["id"]))
def test_samples(sample: dict[str, Any]) -> None:
    cut = cut_quote(sample["text"])
    assert cut.new == sample["expect"]
    assert (cut.quoted is None) == sample["id"].startswith("neg-")


@pytest.mark.parametrize("sample", texts("quoting.json"), ids=lambda sample: str(sample["id"]))
def test_nothing_vanishes(sample: dict[str, Any]) -> None:
    cut = cut_quote(sample["text"])
    kept = f"{cut.new}\n{cut.quoted or ''}"
    assert sorted(kept.split()) == sorted(sample["text"].split())


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("On Mon, Jan 1, 2024 at 10:32 AM A <a@example.com> wrote:\n> Hi\nBelow the quote", "Below the quote"),
        ("Broken.\n\n-- \nBob\nSales", "Broken."),
        ("Broken.\n\nOn Mon, Jan 1, 2024 at 10:32 AM\nSupport <support@example.com>\nwrote:\n\n> Hi", "Broken."),
        ("坏了\n\n> 旧的\n> 旧的", "坏了"),
        ("坏了\n\n在 2024年1月1日 10:32，客服 <a@example.com> 写道：\n> 订单号？\n8812\n> 照片？\n见附件", None),
        ("> 只有引用\n> 没有新内容", None),
        ("发件人说的都是假的\n日期：2024年1月1日\n主题：退款", None),
        ("客服回复时间：10:32\n我等到现在：\n还没有消息", None),
        ("从我的店铺发出的货", None),
        ("来自北京的快递坏了", None),
        ("Sent from the warehouse. It never arrived.\nRefund me.", None),
    ],
)
def test_more_replies(text: str, new: str | None) -> None:
    assert cut_quote(text).new == (text if new is None else new)


@pytest.mark.parametrize(
    "signature",
    [
        "发自我的iPhone",
        "发自我的 iPhone",
        "发自我的华为手机",
        "从我的 iPhone 发送",
        "從我的 iPhone 傳送",
        "發自我的 iPhone",
        "发送自 Outlook",
        "获取 Outlook for iOS<https://aka.ms/o0ukef>",
        "取得 Outlook for iOS",
        "签名由网易邮箱大师定制",
        "来自QQ邮箱手机版",
        "Sent from my iPhone",
        "Get Outlook for Android",
    ],
)
def test_device_signatures(signature: str) -> None:
    cut = cut_quote(f"要求退款\n\n{signature}\n")
    assert (cut.new, cut.quoted) == ("要求退款", signature)


@pytest.mark.parametrize(
    "line",
    [
        "##- Please type your reply above this line -##",
        "> ##- Please type your reply above this line -##",
        "--- Reply above this line ---",
        "Please reply above this line.",
        "=== Write your answer above the line ===",
        "##- 请在此行上方键入您的回复 -##",
        "##- 請在此行之上輸入您的回覆 -##",
        "------ 请在此线以上回复 ------",
    ],
)
def test_what_a_help_desk_puts_above_its_mail_cuts_it(line: str) -> None:
    cut = cut_quote(f"还是没有修好\n\n{line}\n\n客服小王：请寄回\n订单 8812")
    assert cut.new == "还是没有修好"
    assert cut.quoted is not None
    assert cut.quoted.startswith(line)
    assert cut_quote(f"{line}\n还是没有修好").new == f"{line}\n还是没有修好"


@pytest.mark.parametrize(
    "line",
    [
        "You told me to reply above this line, and I did.",
        "请在此行上方回复我的问题，不要再拖",
        "在这一行上面签名",
        "Please type your reply above this line because I cannot find it",
    ],
)
def test_words_about_such_a_line_cut_nothing(line: str) -> None:
    text = f"坏了\n{line}\n退款"
    assert cut_quote(text).new == text
