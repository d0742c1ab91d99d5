"""Gmail asks whether a mailbox may be forwarded here: https://support.google.com/mail/answer/10957

Shown to a person and never followed by us: whoever knows our address could have somebody else's mail forwarded to it.
"""

from __future__ import annotations

import re
from typing import Final

from .addresses import find_addresses
from .reading import ReadMail

_SENDER: Final = "forwarding-noreply@google.com"
_CODE: Final = re.compile(r"\(#(\d{4,20})\)", re.ASCII)
_LINK: Final = re.compile(r"https://(?:mail-settings|mail)\.google\.com/mail/vf-[\w%.~-]{1,500}", re.ASCII)


def forwarding_notes(mail: ReadMail, *, is_authentic: bool) -> tuple[str, ...]:
    """What an administrator needs to confirm a forwarding; nothing for any other mail."""
    if mail.sender is None or mail.sender.address != _SENDER:
        return ()
    if not is_authentic:
        return ("looks like Gmail's forwarding confirmation, but Gmail may not have sent it: do not follow it",)
    return tuple(_notes(mail))


def _notes(mail: ReadMail) -> list[str]:
    code, link = _CODE.search(mail.subject), _LINK.search(mail.whole_text)
    mailbox = next(iter(find_addresses(mail.subject)), "a mailbox")
    notes = [f"Gmail asks to confirm that {mailbox} is forwarded here: confirm only what you have set up yourself"]
    notes += [f"confirmation code: {code[1]}"] if code else []
    return notes + ([f"confirmation link: {link[0]}"] if link else [])
