"""Which charset bytes were most likely written in: the one that gives the most everyday characters."""

from __future__ import annotations

import re
from typing import Final

SAMPLE: Final = 4096
"""Bytes looked at when several readings compete."""

_CANDIDATES: Final = ("utf-8", "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1251", "koi8-r", "cp1252")
_TRUST: Final = 0.3
_FEWEST_BYTES: Final = 4
_CHINESE_SHARE: Final = 0.2
_FIRST_ROW_OF_LEVEL_TWO: Final = 0xD8
_EVERYDAY: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
    "法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关"
    "点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通"
    "教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期"
    "市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北"
    "退款货单订客服您请谢快递收损坏投诉買賣這個們來為國說時會對過發後裡麼學現當沒動還進樣開從實無與長機點業將兩間問應戰頭體見"
    "產話內門東聲員論處義幾認條係氣題爾別變總電數報結務場計資許統區隊決馬書聽達強難權設記類據退貨訂單請謝遞壞訴您，。！？：、"
    "のにはをたがでてとしれさいるあこなもまんすらりかうつえよめおき이다는을의에가고지한도하나로기서인시사"
)
_ONE_SCRIPT: Final = re.compile("[가-힣]+|[Ѐ-ӿ]+")
_ODD_CASE: Final = re.compile("[а-я][А-Я]")
_LETTER: Final = re.compile(rb"[A-Za-z]")
_INSIDE_WORDS: Final = re.compile(rb"(?<=[a-zA-Z])[\x80-\xff]{1,2}(?=[a-zA-Z])")
_LONGEST_ACCENTED: Final = 2
_HIGH_RUNS: Final = re.compile(rb"[\x80-\xff]+")


def guess_codec(data: bytes, *, first: str | None) -> str:
    """The codec with the most everyday characters and the fewest gaps; ``first`` needs less proof."""
    sample = data[:SAMPLE]
    if first in (None, "utf-8", "cp1252") and _has_lonely_accents(sample):
        return "cp1252"
    candidates = (*_CANDIDATES, first) if first else _CANDIDATES
    return max(
        candidates,
        key=lambda codec: _plausibility(sample.decode(codec, "replace")) + _TRUST * (codec == first),
    )


def looks_chinese(data: bytes) -> bool:
    """European text has lonely accented letters; double-byte text has none."""
    sample = data[:SAMPLE]
    runs = [len(run) for run in _HIGH_RUNS.findall(sample)]
    whole = runs if len(data) <= SAMPLE else runs[:-1]
    if sum(whole) < _FEWEST_BYTES or any(length % 2 for length in whole):
        return False
    return _everyday_share(sample.decode("gb18030", "replace")) > _CHINESE_SHARE


def _has_lonely_accents(sample: bytes) -> bool:
    """European words carry single accented letters among plain ones; no other writing looks so."""
    runs = _HIGH_RUNS.findall(sample)
    plain = len(_LETTER.findall(sample))
    if not runs or plain < 2 * sum(map(len, runs)):
        return False
    if all(len(run) == 1 for run in runs):
        return True
    inside = len(_INSIDE_WORDS.findall(sample))
    return max(map(len, runs)) <= _LONGEST_ACCENTED and inside == len(runs)


def everydayness(text: str) -> float:
    """How much of a text, plain letters included, is everyday characters; 0 for none."""
    ordinary = sum(character in _EVERYDAY or " " <= character <= "~" or character in "\r\n\t" for character in text)
    return ordinary / len(text) if text else 0.0


def _plausibility(text: str) -> float:
    foreign = sum(1 for character in text if character > "\x7f") or 1
    gaps = text.count("\ufffd") / foreign
    return _everyday_share(text) - 2 * gaps


def _everyday_share(text: str) -> float:
    foreign = [character for character in text if character > "\x7f"]
    if not foreign:
        return 0.0
    alone = _ONE_SCRIPT.fullmatch("".join(filter(str.isalpha, foreign))) and not _ODD_CASE.search(text)
    return sum(_everydayness(character, alone=bool(alone)) for character in foreign) / len(foreign)


def _everydayness(character: str, *, alone: bool) -> float:
    """``alone``: the text is written in Korean or Cyrillic letters only, as those are; a mixture is a misreading."""
    if character in _EVERYDAY:
        return 1.0
    if "ぁ" <= character <= "ヿ" or (alone and character.isalpha() and _is_common_letter(character)):
        return 0.4
    if "一" <= character <= "鿿":
        return 0.25 if _is_level_one(character) else 0.05
    return 0.05 if character.isalpha() else 0.0


def _is_common_letter(character: str) -> bool:
    """Of the 2,350 Korean syllables in daily use, or a Cyrillic letter."""
    if "가" <= character <= "힣":
        return len(character.encode("euc_kr")) == 2  # rarer syllables are spelled out in eight bytes
    return "а" <= character <= "я"


def _is_level_one(character: str) -> bool:
    """Among the 3,755 commoner characters of GB 2312, which come first there."""
    encoded = character.encode("gb2312", "ignore")
    return bool(encoded) and encoded[0] < _FIRST_ROW_OF_LEVEL_TWO
