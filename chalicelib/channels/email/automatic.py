"""Mail that a machine wrote: delivery reports, auto-replies, lists. It is kept and never answered (RFC 3834)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from .addresses import find_addresses
from .headers import Headers
from .mime import Part
from .parameters import split_value

_DAEMON: Final = re.compile(r"(?:mail(?:er)?[-_ ]?daemon|mail delivery (?:sub)?system)", re.IGNORECASE)
_MACHINES: Final = re.compile(
    r"(?:no-?_?reply|do-?_?not-?_?reply|bounces?|owner-.*|.*-(?:request|bounces?|owner)|bounces?[+-].*)$", re.IGNORECASE
)
_AUTO_SUBJECT: Final = re.compile(
    r"(?:\s|(?:Re|Aw|回复|回覆|答复)\s*[:：]|[\[【(（])*"
    r"(?:Automatic (?:reply|response)|Auto(?:mated|matic)?[- ]?(?:reply|response|responder)"
    r"|Out[- ]of[- ](?:the[- ])?office(?: (?:auto-?)?(?:reply|response|message))?"
    r"|(?:On )?Vacation (?:reply|response|notice)"
    r"|(?:系统|假期|休假|外出|离开|邮件)?自动(?:答复|回复|应答|回信)(?:邮件|通知)?"
    r"|(?:系統|假期|休假|外出|離開|郵件)?自動(?:回覆|回復|答覆|回應|回信)(?:郵件|通知)?|不在辦公室|不在办公室"
    r"|自動応答|자동 회신|자동 응답|Automatische Antwort|Abwesenheitsnotiz|Réponse automatique|Respuesta automática"
    r"|Risposta automatica|Automatyczna odpowiedź|Resposta automática|Автоответ)\s*(?:[\]】)）]|[:：]|$)",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT: Final = re.compile(
    r"undeliver|deliver(?:y|ing) (?:status|fail|has failed|incomplete|error|warning|problem|delayed)"
    r"|(?:returned|rejected|failed|delayed) (?:e-?)?mail|mail (?:(?:could not be|was not|not) deliver|delivery|error)"
    r"|failure (?:notice|notification)|non-?delivery|(?:mail|message) (?:failed|delayed)|user unknown|unknown user"
    r"|退信|退回|退件|退郵|(?:投递|投遞|发送|傳送|传递|傳遞|递送|遞送|传输|送达|送達)(?:状态|狀態|失败|失敗|未成功|异常|延迟|延遲)"
    r"|(?:无法|無法|未能|未)(?:投递|投遞|传递|傳遞|送达|送達|递送|遞送)|邮件传输失败",
    re.IGNORECASE,
)
_BOUNCE_OPENING: Final = re.compile(
    r"\s*(?:Undeliverable: |Undelivered mail|Mail delivery (?:failed|failure|system)|Returned mail: |Failure notice\s*$"
    r"|Delivery (?:status|failure) notification|Non-delivery: |Mail could not be delivered"
    r"|Warning: (?:could not send message|message .{1,60} delayed)|系统退信|系統退信|退信通知|来自.{1,40}的退信"
    r"|(?:邮件|郵件)(?:投递|投遞|传输|傳輸|发送|傳送)(?:失败|失敗))",
    re.IGNORECASE,
)
_MAIL_SYSTEMS: Final = re.compile(
    r"(?:postmaster|mdaemon|ndr|mailer|mailadm(?:in)?|imss|inetgw\d*|\"?system administrator\"?"
    r"|microsoftexchange[0-9a-f]{8,}.*|.*smtp.*(?:service|gateways?))$",
    re.IGNORECASE,
)
_AUTO_HEADERS: Final = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-ms-exchange-generated-message-source",
)
_ACTION: Final = re.compile(rb"^action[ \t]*:[ \t]*([a-z]{1,20})", re.IGNORECASE | re.MULTILINE)
_LIST_HEADERS: Final = ("list-id", "list-post", "list-unsubscribe")
_SUPPRESSED: Final = frozenset({"all", "oof", "autoreply"})
OUR_MARK: Final = "x-huiyin-complaint"


@dataclass(frozen=True, slots=True)
class Automation:
    """Why nobody must answer. ``is_auto_reply``: a machine answered; ``is_bounce``: a delivery failed."""

    reasons: tuple[str, ...]
    is_auto_reply: bool
    is_bounce: bool

    @property
    def is_automatic(self) -> bool:
        return bool(self.reasons)


def detect(
    root: Part, *, subject: str, sender: str | None, envelope_from: str | None, own: Collection[str] = ()
) -> Automation:
    """Everything that says a machine wrote this. ``own`` are addresses of ours: a mail from them is a loop."""
    headers = root.headers
    bounces = _bounce_reasons(headers, subject=subject, sender=sender)
    replies = _reply_reasons(headers, subject=subject)
    others = _other_reasons(headers, sender=sender, envelope_from=envelope_from, own=own)
    return Automation(
        reasons=(*bounces, *replies, *others),
        is_auto_reply=bool(bounces or replies),
        is_bounce=bool(bounces) and _may_have_failed(root),
    )


def _may_have_failed(root: Part) -> bool:
    """Unless its report says of everybody that the mail is only delayed, or went on (RFC 3464, 2.3.3)."""
    reports = [part.content for part in root.walk() if part.content_type == "message/delivery-status"]
    actions = {action.lower() for report in reports for action in _ACTION.findall(report)}
    return not actions or b"failed" in actions


def _bounce_reasons(headers: Headers, *, subject: str, sender: str | None) -> list[str]:
    content_type, parameters = split_value(headers.get("content-type"))
    reasons = []
    if content_type == "multipart/report" and parameters.get("report-type", "").lower() in ("delivery-status", ""):
        reasons.append("a delivery report")
    if "x-failed-recipients" in headers:
        reasons.append("names failed recipients")
    if _is_from_a_mail_system(headers, subject=subject, sender=sender):
        reasons.append("sent by a mail system")
    return reasons


def _is_from_a_mail_system(headers: Headers, *, subject: str, sender: str | None) -> bool:
    """A mailer daemon always is one; a postmaster may be a person. Nobody opens a subject of his own as they do."""
    if _DAEMON.search(headers.get("from")) or _BOUNCE_OPENING.match(subject):
        return True
    reports = _BOUNCE_SUBJECT.search(subject) is not None
    by_system = sender is None or _MAIL_SYSTEMS.match(_local_part(sender)) is not None
    is_postmaster = sender is not None and _local_part(sender) == "postmaster"
    return (reports and by_system) or (_has_null_return_path(headers) and (reports or is_postmaster))


def _reply_reasons(headers: Headers, *, subject: str) -> list[str]:
    content_type, parameters = split_value(headers.get("content-type"))
    submitted = re.split(r"[\s;(]", headers.get("auto-submitted").strip().lower(), maxsplit=1)[0]
    report = parameters.get("report-type", "").lower()
    reasons = []
    if submitted not in ("", "no"):
        reasons.append(f"Auto-Submitted: {submitted[:40]}")
    if content_type == "multipart/report" and report in ("disposition-notification", "feedback-report"):
        reasons.append(f"a {report}")
    if any(value in ("auto_reply", "auto-reply") for value in _precedences(headers)):
        reasons.append("Precedence: auto_reply")
    reasons += [f"has {name}" for name in _AUTO_HEADERS if name in headers]
    if any("autoresponder" in _first_address(value) for value in headers.all("delivered-to")):
        reasons.append("delivered to an autoresponder")
    if _AUTO_SUBJECT.match(subject):
        reasons.append("subject of an automatic answer")
    return reasons


def _other_reasons(
    headers: Headers, *, sender: str | None, envelope_from: str | None, own: Collection[str]
) -> list[str]:
    suppressed = {word.strip().lower() for word in headers.get("x-auto-response-suppress").split(",")}
    checks = (
        (envelope_from == "" or _has_null_return_path(headers), "empty envelope sender"),
        (
            any(_MACHINES.match(_local_part(name)) for name in (sender, envelope_from) if name),
            "sender takes no answers",
        ),
        (any(value in ("bulk", "junk", "list") for value in _precedences(headers)), "bulk mail"),
        (any(name in headers for name in _LIST_HEADERS), "list mail"),
        (bool(suppressed & _SUPPRESSED), "asks for no automatic answer"),
        (sender is not None and sender in own, "sent by ourselves"),
        (OUR_MARK in headers, "carries our own mark"),
    )
    return [reason for holds, reason in checks if holds]


def _first_address(value: str) -> str:
    return next(iter(find_addresses(value)), value.lower())


def _precedences(headers: Headers) -> list[str]:
    return [value.strip().lower() for name in ("precedence", "x-precedence") for value in headers.all(name)]


def _has_null_return_path(headers: Headers) -> bool:
    return any(value.replace(" ", "") == "<>" for value in headers.all("return-path"))


def _local_part(address: str) -> str:
    return address.rpartition("@")[0]
