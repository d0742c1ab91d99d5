"""What a message in a conversation says of a survey: a score, that it is settled or not, thanks, or that no more are
wanted. Pure, and asked only where a survey was; whatever is not clearly one of these is an ordinary message.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, TypeVar

from chalicelib.model.survey import Solved

LONGEST_TEXT: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """``text`` is what followed the answer, or the whole of it where the words themselves matter."""

    score: int | None = None
    solved: Solved | None = None
    text: str = ""


_NUMERALS: Final = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
_WORDS: Final = {
    5: "非常满意|很满意|十分满意|特别满意|超级满意|满分|好评"
    "|very satisfied|excellent|perfect|great|very good|very happy",
    4: "满意|比较满意|挺满意|挺好|挺好的|不错|很好|satisfied|good|happy",
    3: "一般|一般般|还行|还可以|普通|neutral|ok|okay|so so|average|neither",
    2: "不满意|不太满意|不怎么满意|较差|不好|dissatisfied|unsatisfied|not satisfied|not happy|bad|poor",
    1: "非常不满意|很不满意|十分不满意|极不满意|特别不满意|很差|太差|太差了|差评|糟糕"
    "|very dissatisfied|very bad|terrible|awful|horrible|very poor|very unhappy|worst",
}
_SOLVED: Final = {
    Solved.YES: "解决了|已解决|已经解决|已经解决了|问题解决了|搞定了|solved|resolved|it is solved|yes solved",
    Solved.PARTLY: "部分解决|解决了一部分|partly|partly solved|partially solved",
    Solved.NO: "没解决|没有解决|未解决|还没解决|还没有解决|根本没解决|问题没解决"
    "|not solved|not resolved|unsolved|still not solved",
}
_THANKS: Final = (
    "谢谢|谢谢你|谢谢您|谢谢你们|多谢|感谢|非常感谢|好的谢谢|谢谢了|收到谢谢|好的|收到|辛苦了"
    "|thanks|thank you|thank you very much|many thanks|thx|ok thanks|thanks a lot"
)
_NO_MORE: Final = "td|t|退订|取消订阅|拒收|不要再发了|别再发了|unsubscribe|stop"
_TRADITIONAL: Final = str.maketrans(
    "滿評還極別決問題沒經謝謝妳們辛收訂閱發較糟個", "满评还极别决问题没经谢谢你们辛收订阅发较糟个"
)
_EMPTY: Final = re.compile(r"[\s,.;:!?~、。，．；：！～…*_\"'“”‘’()（）👍🙏😊❤️]+")
_SEPARATED: Final = re.compile(r"\s*(?:[,，;；!！。~～\n]|[.](?!\d))\s*")
_NUMBER: Final = re.compile(
    r"\s*(?:(?P<digit>[1-5])(?:\s*/\s*5| out of 5)?|(?P<numeral>[一二两兩三四五]))"
    r"\s*(?P<unit>分|颗星|顆星|星|stars?|points?)?"
    r"(?=$|\s*[,，;；!！。~～\n]|\s*[.](?!\d))",
    re.IGNORECASE,
)
_STARS: Final = re.compile(r"\s*((?:[⭐★]\ufe0f?){1,5})☆*(?=$|[\s,，。!！])")


Value = TypeVar("Value")


def _table(words: dict[Value, str]) -> dict[str, Value]:
    return {_plain(word): value for value, of_value in words.items() for word in of_value.split("|")}


def _plain(text: str) -> str:
    """Without case, width, script and what stands between words."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_TRADITIONAL)
    return _EMPTY.sub(" ", folded).strip().replace(" ", "")


_SCORE_OF: Final = _table(_WORDS)
_SOLVED_OF: Final = _table(_SOLVED)
_THANKS_PLAIN: Final = frozenset(_plain(word) for word in _THANKS.split("|"))
_NO_MORE_PLAIN: Final = frozenset(_plain(word) for word in _NO_MORE.split("|"))


def heard(text: str) -> Heard | None:
    """``5``, ``4分，太慢``, ``满意``, ``very bad``, ``没解决``; ``None`` for what only begins like one."""
    said = unicodedata.normalize("NFKC", text).strip()
    if numbered := _numbered(said):
        return numbered
    first, rest = _parted(said)
    plain = _plain(first)
    if plain in _SCORE_OF and not _asks(first):
        return _with_rest(score=_SCORE_OF[plain], rest=rest)
    if plain in _SOLVED_OF and not _asks(first):
        return _with_rest(solved=_SOLVED_OF[plain], rest=rest)
    return None


def is_thanks(text: str) -> bool:
    """Nothing but thanks, or that it was received."""
    return not _asks(text) and _plain(text) in _THANKS_PLAIN


def wants_no_more(text: str) -> bool:
    """The whole message is a word by which messages are stopped."""
    return _plain(text) in _NO_MORE_PLAIN


def _numbered(said: str) -> Heard | None:
    if stars := _STARS.match(said):
        return Heard(score=len(stars[1].replace("\ufe0f", "")), text=said[stars.end() :].strip()[:LONGEST_TEXT])
    found = _NUMBER.match(said)
    if found is None or (found["numeral"] and not found["unit"]):
        return None
    score = int(found["digit"]) if found["digit"] else _NUMERALS[found["numeral"]]
    rest = _SEPARATED.sub("", said[found.end() :], count=1) if found.end() < len(said) else ""
    if rest[:1].isdecimal() or _is_list(rest):
        return None
    return _with_rest(score=score, rest=rest)


def _is_list(rest: str) -> bool:
    """``1. the screen 2. the box`` counts faults."""
    return re.search(r"(?:^|[\s,，;；。\n])2\s*[.、,，)]", rest) is not None


def _with_rest(*, rest: str, score: int | None = None, solved: Solved | None = None) -> Heard:
    """What follows may answer the other question, too."""
    plain = _plain(_parted(rest)[0])
    if score is None and plain in _SCORE_OF:
        score = _SCORE_OF[plain]
    if solved is None and plain in _SOLVED_OF:
        solved = _SOLVED_OF[plain]
    text = "" if is_thanks(rest) else rest[:LONGEST_TEXT]
    return Heard(score=score, solved=solved, text=text)


def _parted(said: str) -> tuple[str, str]:
    parts = _SEPARATED.split(said, maxsplit=1)
    return parts[0], parts[1].strip() if len(parts) > 1 else ""


def _asks(text: str) -> bool:
    return "?" in text or "？" in text
