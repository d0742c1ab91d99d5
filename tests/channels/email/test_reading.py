"""What the sample mails say, against the facts known about each."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.channels.email.reading import ReadMail, part_contents, read_mail
from chalicelib.model.errors import MalformedPayload

from .samples_here import SAMPLES, mail, manifest, raw


def _facts(read: ReadMail) -> dict[str, object]:
    return {
        "from_address": read.sender.address if read.sender else None,
        "subject": read.subject,
        "new_text_first_line": read.text.split("\n")[0].strip(),
        "attachments_count": sum(not (file.inline or file.packed) for file in read.files),
        "is_auto_reply": read.automation.is_auto_reply,
    }


@pytest.mark.parametrize("entry", manifest(), ids=lambda entry: str(entry["file"]))
def test_facts_of_the_samples(entry: dict[str, Any]) -> None:
    read = _facts(read_mail((SAMPLES / entry["file"]).read_bytes()))
    known = {fact: value for fact, value in entry["facts"].items() if value is not None}
    assert {fact: read[fact] for fact in known} == known


def test_the_table_of_results() -> None:
    """Shown by ``pytest -rP``: one line a sample with its source, its licence and how many of its facts were read."""
    rows, missed = [], 0
    for entry in manifest():
        read = _facts(read_mail((SAMPLES / entry["file"]).read_bytes()))
        known = {fact: value for fact, value in entry["facts"].items() if value is not None}
        right = sum(read[fact] == value for fact, value in known.items())
        missed += len(known) - right
        rows.append(f"{entry['file']:<70} {right}/{len(known)}  {entry['source_repo']} ({entry['licence']})")
    print("\n".join(rows))
    assert missed == 0


def test_chinese_samples_are_readable() -> None:
    poem = "石室诗士施氏，嗜狮，誓食十狮。"
    assert [read_mail(raw(name)).text.split("\n")[0] for name in ("s38", "s39", "s40")] == [poem] * 3
    assert read_mail(raw("s42")).text.startswith("你好！我公司可代开各类增值税发票")
    assert "body: labelled GB2312 but written in utf-8" in read_mail(raw("s42")).repairs.charsets
    assert read_mail(raw("s41")).subject == "邮件传输失败！"


def test_the_iphone_reply_loses_quote_and_signature_but_keeps_them_beside() -> None:
    read = read_mail(raw("s05"))
    assert read.text == "Hello"
    assert read.quoted is not None
    assert "Sent from my iPhone" in read.quoted
    assert "> Hi" in read.quoted


def test_names_of_attachments_are_decoded() -> None:
    names = {name: [file.name for file in read_mail(raw(name)).files] for name in ("s20", "s21", "s30", "s32")}
    assert names["s20"] == ["ciële.txt"]
    assert names["s21"] == ["This is a test.pdf"]
    assert names["s30"] == ["管理.doc"]
    assert "専門店のためのＱ&Ａサロン" in names["s32"][0]


def test_an_attachment_can_be_fetched_again_by_its_part() -> None:
    read = read_mail(raw("s38"))
    (json_file,) = [file for file in read.files if file.content_type == "application/json"]
    assert part_contents(raw("s38"), [json_file.part])[json_file.part].strip() == b'{"foo":"bar"}'
    assert part_contents(raw("s38"), [999]) == {}


def test_only_an_empty_mail_is_malformed() -> None:
    for nothing in (b"", b" \r\n\t\n"):
        with pytest.raises(MalformedPayload):
            read_mail(nothing)
    assert read_mail(b"just text").text == "just text"


def test_text_after_headers_that_never_end_is_kept() -> None:
    assert read_mail(b"From: a@b.cc\nSubject: x\nfirst line\nsecond line\n").text == "first line\nsecond line"


def test_the_alternative_that_says_something_is_read() -> None:
    body = (
        "--b\nContent-Type: text/plain; charset=utf-8\n\n \n"
        "--b\nContent-Type: text/html; charset=utf-8\n\n<p>要求<b>退款</b></p>\n--b--\n"
    )
    assert read_mail(mail(body, Content_Type="multipart/alternative; boundary=b")).text == "要求退款"


def test_a_wrong_boundary_is_guessed() -> None:
    body = "--real\nContent-Type: text/plain; charset=utf-8\n\n杯子碎了\n--real--\n"
    read = read_mail(mail(body, Content_Type="multipart/mixed; boundary=other"))
    assert read.text == "杯子碎了"
    assert "the boundary between the parts was guessed" in read.repairs.all


def test_flowed_text_is_joined() -> None:
    read = read_mail(mail("杯子 \n碎了\n\n退款", Content_Type="text/plain; charset=utf-8; format=flowed; delsp=yes"))
    assert read.text == "杯子碎了\n\n退款"


def test_a_pasted_photo_is_kept_and_marked() -> None:
    body = (
        '--b\nContent-Type: text/html; charset=utf-8\n\n碎了<img src="cid:p">\n'
        "--b\nContent-Type: image/png\nContent-ID: <p>\nContent-Transfer-Encoding: base64\n\nUE5H\n--b--\n"
    )
    (photo,) = read_mail(mail(body, Content_Type="multipart/related; boundary=b")).files
    assert (photo.inline, photo.size, photo.name) == (True, 3, "part-2.png")


def test_a_date_nobody_can_read_is_noted() -> None:
    read = read_mail(mail("x", Date="昨天"))
    assert read.sent_at is None
    assert "the date could not be read" in read.repairs.all
