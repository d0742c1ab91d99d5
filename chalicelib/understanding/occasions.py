"""What a named day was the day of: bought, received, asked. The verb of its clause says so, unless it is denied."""

from __future__ import annotations

import re
from typing import Final

BOUGHT: Final = "bought"
RECEIVED: Final = "received"
ASKED: Final = "asked"

_BEHIND: Final = 12
_BEFORE: Final = 14
_ENGLISH_AROUND: Final = 48
_VERBS: Final = (
    (ASKED, r"申请(?:了)?(?:退|换|售后|维修)|(?:要求|提出|提交|说)(?:了)?(?:退|换货|售后)|报修"
     r"|\basked (?:for|to)(?: an?)? ?(?:return|refund|exchange|repair|send)"
        r"|\brequest(?:ed)? (?:a|an|the) (?:return|refund|exchange|repair)"),
    (RECEIVED, r"签收|收到|收货|到货|拿到|取到|取件|送到|到手|送达|寄到|\breceived\b|\barrived\b"
        r"|\bdelivered\b|\bgot (?:it|them|my|the)\b|\bturned up\b|\bcame\b"),
    (BOUGHT, r"下单|下的(?=单|订|$)|下了单|购买|购入|购得|订购|订的|拍下|付款|付的款|入手"
        r"|买[的了]|买(?=[一两几\d这那个台件双])|在.{0,8}买|\bbought\b|\border(?:ed)?\b|\bpurchased?\b|\bpaid\b"),
)  # fmt: skip
_VERB: Final = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _VERBS))
_DENIED: Final = re.compile(
    r"(?:没有?|未|还没有?|不|没能|才能|等|预计|说好|承诺|应该"
    r"|\bnot|n't|\bnever|\bwill|\bto be|\bshould)\s?(?:have |be |been )?$"
)
_EXPECTED: Final = re.compile(
    r"(?:预计|预期|预售|说好|说是|承诺|答应|应该|要到|等到|\bby|\bexpected|\bbefore|\buntil)\s?(?:on )?$"
)
_CLAUSE_END: Final = re.compile(r"[,;!?。、\n\x00]|\.(?!\d)")


def occasion(folded: str, start: int, end: int) -> str | None:
    """Chinese says the day before the verb, English mostly behind it: the verb on that side counts first."""
    before, behind = _clause(folded, start, end)
    is_english = folded[start:end].isascii() and before.isascii() and behind.isascii()
    for side, nearest in ((before, -1), (behind, 0)) if is_english else ((behind, 0), (before, -1)):
        if found := list(_VERB.finditer(side)):
            verb = found[nearest]
            is_denied = _DENIED.search(side[: verb.start()]) or _EXPECTED.search(before)
            return None if is_denied else verb.lastgroup
    return None


def _clause(folded: str, start: int, end: int) -> tuple[str, str]:
    is_chinese = not folded[max(0, start - _BEFORE) : end + _BEHIND].isascii()
    before = folded[max(0, start - (_BEFORE if is_chinese else _ENGLISH_AROUND)) : start]
    behind = folded[end : end + (_BEHIND if is_chinese else _ENGLISH_AROUND)]
    return _CLAUSE_END.split(before)[-1], _CLAUSE_END.split(behind)[0]
