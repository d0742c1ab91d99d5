"""Thanks, and nothing else: a word that asks for no answer. Pure.

Conservative: a text is taken for thanks only when it consists of nothing but words that thank, praise or take leave.
"Reply, thanks" and "solve it, thanks" are requests, so such words count only where they name what one is thanked for.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 80
_THANKS: Final = (
    "谢谢|謝謝|多谢|多謝|感谢|感謝|[谢謝][了啦]|辛苦[了啦]|唔[该該]"
    "|thankyou|thanku|thanks|thank|thx|tks|muchappreciated|cheers|3q"
)
_FOR_WHAT: Final = (
    "[你您][们們]?的(?:耐心|[热熱]心)?(?:[帮幫][助忙]|解答|耐心|支持)"
    "|for(?:your|the|all|kind|quick)*(?:help|support|reply|answer|patience)"
)
_BESIDE: Final = (
    "非常|十分|[万萬]分|真的|真心|太|很|好的|好|[嗯哦噢喔啊哈呀啦了]|[你您][们們]?|大家|[亲親]|客服|小姐姐|小哥哥|老[师師]|[贵貴]公司"
    "|收到|(?:[问問][题題])?(?:已[经經]?|都)?(?:解[决決]|搞定|收到|明白|知道)了|[满滿]意|再[见見]|拜拜"
    "|so|very|much|alot|many|ok|okay|great|perfect|gotit|you|everyone|again|bye|allsolved"
)
_ONLY: Final = re.compile(f"(?:{_FOR_WHAT}|{_THANKS}|{_BESIDE})+")
_ANY: Final = re.compile(_THANKS)


def is_thanks_alone(text: str) -> bool:
    """A question mark or any other word makes it something that wants to be read."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if not folded or len(folded) > LONGEST or "?" in folded:
        return False
    letters = "".join(one for one in folded if unicodedata.category(one)[0] in "LN")
    return bool(_ANY.search(letters) and _ONLY.fullmatch(letters))
