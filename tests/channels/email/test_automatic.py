"""Mail nobody must answer, and mail somebody must."""

from __future__ import annotations

import pytest

from chalicelib.channels.email.automatic import Automation
from chalicelib.channels.email.reading import read_mail

from .samples_here import mail, raw


def _automation(envelope_from: str | None = None, **headers: str) -> Automation:
    own = {"support@shop.example"}
    return read_mail(mail("文字", **headers), envelope_from=envelope_from, own=own).automation


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (failure)"},
        {"Auto_Submitted": "Auto-Notified; owner=x"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "x"},
        {"X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent"},
        {"Delivered_To": "autoresponder"},
        {"Content_Type": "multipart/report; report-type=disposition-notification; boundary=b"},
        *(
            {"Subject": f"{prefix} x"}
            for prefix in ("Automatic reply:", "自动答复:", "自动回复：", "自動回覆:", "Out of Office:")
        ),
    ],
)
def test_auto_replies(headers: dict[str, str]) -> None:
    automation = _automation(**headers)
    assert (automation.is_auto_reply, automation.is_bounce) == (True, False)


@pytest.mark.parametrize(
    "headers",
    [
        {"Precedence": "bulk"},
        {"X_Precedence": "list"},
        {"List_Id": "<x.example.com>"},
        {"List_Unsubscribe": "<mailto:x@example.com>"},
        {"X_Auto_Response_Suppress": "DR, OOF"},
        {"From": "noreply@example.com"},
        {"From": "do-not-reply@example.com"},
        {"From": "list-bounces@example.com"},
        {"From": "owner-list@example.com"},
        {"From": "Support <support@shop.example>"},
        {"Return_Path": "<>"},
        {"X_Huiyin_Complaint": "c0abc"},
    ],
)
def test_other_mail_that_takes_no_answer(headers: dict[str, str]) -> None:
    automation = _automation(**headers)
    assert automation.is_automatic
    assert not automation.is_auto_reply


@pytest.mark.parametrize("name", ["s12", "s28", "s41"])
def test_bounces(name: str) -> None:
    assert read_mail(raw(name)).automation.is_bounce


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "MAILER-DAEMON (Mail Delivery System)"},
        {"From": "postmaster@example.com", "Subject": "Undeliverable: 订单"},
        {"From": "系统退信 <x@qq.com>", "Subject": "系统退信", "Return_Path": "<>"},
    ],
)
def test_bounces_without_a_report(headers: dict[str, str]) -> None:
    assert _automation(**headers).is_bounce


def test_a_warning_that_a_mail_waits_is_no_bounce() -> None:
    automation = read_mail(raw("s24")).automation
    assert (automation.is_auto_reply, automation.is_bounce) == (True, False)


@pytest.mark.parametrize(
    ("actions", "is_bounce"),
    [
        (("delayed",), False),
        (("Delayed", "relayed"), False),
        (("delivered",), False),
        (("delayed", "failed"), True),
        (("FAILED (no such user)",), True),
        ((), True),
    ],
)
def test_a_delayed_mail_has_not_bounced(actions: tuple[str, ...], is_bounce: bool) -> None:
    told = "".join(f"\nFinal-Recipient: rfc822; x@example.org\nAction: {action}\nStatus: 4.4.7\n" for action in actions)
    body = (
        "--b\nContent-Type: text/plain\n\nYour mail waits.\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example.org\n{told}\n--b--\n"
    )
    report = mail(body, Content_Type="multipart/report; report-type=delivery-status; boundary=b")
    automation = read_mail(report).automation
    assert (automation.is_automatic, automation.is_auto_reply, automation.is_bounce) == (True, True, is_bounce)


def test_the_envelope_decides_too() -> None:
    assert _automation(envelope_from="").is_automatic
    assert _automation(envelope_from="list-bounces@example.com").is_automatic
    assert not _automation(envelope_from="xiaohong@example.org").is_automatic


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto_Submitted": "no"},
        {"Subject": "自动回复太多了，没有人处理"},
        {"From": "postmaster@smallshop.example", "Subject": "杯子碎了"},
        {"X_Auto_Response_Suppress": "RN"},
        {"From": "bounce.fan@example.com"},
    ],
)
def test_people(headers: dict[str, str]) -> None:
    assert not _automation(**headers).is_automatic


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "【自动回复】您的来信已收到"},
        {"Subject": "回复: 自动回复"},
        {"Subject": "系统自动回复：订单"},
        {"Subject": "Automated reply"},
        {"Subject": "Auto Response: order"},
        {"Subject": "不在辦公室"},
    ],
)
def test_subjects_of_auto_replies(headers: dict[str, str]) -> None:
    assert _automation(**headers).is_auto_reply


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "Mail delivery failed: returning message to sender"},
        {"Subject": "系统退信"},
        {"Subject": "邮件投递失败"},
        {"From": "MDaemon@mail.example.org", "Subject": "Permanent Delivery Failure"},
        {"From": "postmaster@163.example", "Subject": "来自网易的退信"},
        {"From": "x@example.org", "Subject": "無法傳遞：訂單", "Return_Path": "<>"},
    ],
)
def test_subjects_of_bounces(headers: dict[str, str]) -> None:
    assert _automation(**headers).is_bounce


@pytest.mark.parametrize(
    "subject",
    [
        "投递失败，快递没有打电话",
        "Delivery failure: my parcel never came",
        "Undelivered parcel",
        "退件投诉",
        "退回的货款没有到账",
        "Auto parts broken",
        "Re: failure notice of my order",
    ],
)
def test_complaints_about_parcels_are_no_bounces(subject: str) -> None:
    assert not _automation(Subject=subject).is_automatic


@pytest.mark.parametrize(
    "original",
    [
        "Content-Type: message/rfc822\n\nMessage-ID: <x1@demo.example>\nSubject: 回访\n\n您好",
        "Content-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: <x1@demo.example>\n",
    ],
)
def test_a_bounce_says_which_mail_did_not_arrive(original: str) -> None:
    report = f"--b\nContent-Type: text/plain\n\n550 no such user\n--b\n{original}\n--b--\n"
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    assert read_mail(mail(report, Content_Type=kind)).returned == ("x1@demo.example",)


def test_what_a_person_forwards_has_not_come_back() -> None:
    body = "--b\n\n请看\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <x1@demo.example>\n\n您好\n--b--\n"
    assert read_mail(mail(body, Content_Type="multipart/mixed; boundary=b")).returned == ()
