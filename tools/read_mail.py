"""``python -m tools read-mail FILE…``: what the e-mail channel reads in raw mails, one JSON line a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from chalicelib.channels.email.reading import ReadMail, read_mail
from chalicelib.model.errors import MalformedPayload

USAGE: Final = "usage: python -m tools read-mail FILE…"
BAD_INPUT: Final = 2


def main(argv: list[str]) -> int:
    if argv[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    if not argv:
        print(USAGE, file=sys.stderr)
        return BAD_INPUT
    for name in argv:
        try:
            mail = read_mail(Path(name).read_bytes())
        except (OSError, MalformedPayload) as error:
            print(f"read-mail: {name}: {_reason(error)}", file=sys.stderr)
            return BAD_INPUT
        print(json.dumps(_line(name, mail), ensure_ascii=False))
    return 0


def _reason(error: OSError | MalformedPayload) -> str:
    return error.detail if isinstance(error, MalformedPayload) else (error.strerror or "cannot be read")


def _line(name: str, mail: ReadMail) -> dict[str, object]:
    line: dict[str, object] = {
        "file": name,
        "from": mail.sender.address if mail.sender else None,
        "from_name": mail.sender.name if mail.sender else None,
        "to": [recipient.address for recipient in mail.recipients],
        "subject": mail.subject,
        "date": mail.sent_at.isoformat() if mail.sent_at else None,
        "text": mail.text,
        "quoted": mail.quoted,
        "is_auto_reply": mail.automation.is_auto_reply,
        "is_bounce": mail.automation.is_bounce,
        "attachments": [
            {"name": file.name, "type": file.content_type, "size": file.size}
            for file in mail.files
            if not (file.inline or file.packed)
        ],
        "message_id": mail.message_id,
        "in_reply_to": next(iter(mail.in_reply_to), None),
        "charset_repairs": mail.repairs.charsets,
    }
    if mail.forwarded:
        line["original_sender"] = mail.forwarded.address or mail.forwarded.name
    return line
