"""Does the customer ask for a repair, now and of us? Told from repairs of the past, refused ones and nouns. Pure.

Conservative, clause by clause: what is asked for starts a promise, and a person starts it by hand where it was missed.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from .text import fold_ends

_FIRST: Final = 4_000
_LAST: Final = 1_000


class Wish(StrEnum):
    """``wondered``: can it be repaired? That is a request only of who is owed a repair."""

    ASKED = "asked"
    WONDERED = "wondered"


_REPAIR: Final = (
    r"(?:维修|修理|返修|送修|寄修|检修|报修|抢修|整[返番]|保[修固](?!期|卡|单|政策|条款|范围|时间|年|内|[一两二三\d]年|凭证|合同)"
    r"|(?<![装进自必选主编精美研维保返送寄报检整抢])修(?![改正图养剪饰订身眉容行炼课长女道仙过了理复补]|不))"
    r"(?!费|工时|单|记录|报告|部|历史|人员|师傅|工|员|后|完|期间|的?[钱费款]|站|点|网点|中心)"
)
_FIX: Final = (
    r"(?:repair(?:ed|s|ing)?\b(?! (?:shop|man|fee|cost|bill|cent|record|history|request))"
    r"|mend(?:ed)?\b|servic(?:ed|ing)\b"
    r"|fix (?:my|our|the|both)\b(?! (?:[a-z-]+ ){0,2}(?:problem|issue|situation|order|deliver|address|mistake|error"
    r"|refund|mess|account|web|site|app\b|bug|glitch|data|system|service|network|price|invoice|payment|booking|connection))"
    r"|fixed\b(?! (?:price|rate|fee|sum))|get (?:it|this|that) fixed)"
)
_ASKED: Final = re.compile(
    rf"(?:要求|申请|我[们]?要|想|需要|希望|打算|准备|请(?!问|假)|请求|麻烦|帮[我忙]|给我|替我|安排|预约|如何|怎么|怎样|哪里|哪儿|在哪|必须|应当|赶紧|尽快)"
    rf".{{0,12}}?{_REPAIR}"
    rf"|{_REPAIR}.{{0,4}}(?:怎么|如何|怎样|流程(?:是|怎|$)|在哪|哪里|去哪)"
    r"|(?:派|叫|让|请|安排|预约)[^,。;!?\n]{0,6}(?:师傅|人员|人|工程师)[^,。;!?\n]{0,6}(?:上门|来|过来)[^,。;!?\n]{0,4}(?:修|看|检)"
    r"|维修[点站]?网?点.{0,4}(?:在哪|哪里)|(?:哪里|附近).{0,6}维修[网站]?点"
    r"|^\s*报修|(?:来|要|我)报修(?!过|了)"
    r"|\b(?:i|we)(?: would|'d| am| are|'m|'re)?(?: really| just| also| still)? ?"
    rf"(?:like|love|want|need|request|wish|hope|asking|requesting|looking|demand)\b.{{0,45}}?\b{_FIX}"
    rf"|\b(?:please|kindly|pls)\b.{{0,40}}?\b{_FIX}"
    rf"|\b(?:can|could|will|would) (?:you|someone|somebody|a technician)\b.{{0,40}}?\b{_FIX}"
    rf"|\b(?:can|could) (?:i|we) (?:get|have|send|bring)\b.{{0,40}}?\b{_FIX}"
    rf"|\b(?:request for|requesting) (?:a |an |the )?(?:[a-z]+ )?{_FIX}"
    rf"|\brather (?:have|get) (?:it |a )?{_FIX}"
    rf"|\b(?:how|where|who) (?:do|can|should|could) (?:i|we)\b.{{0,30}}?\b{_FIX}"
    rf"|\bneeds? (?:to be |a |an )?(?:[a-z]+ )?{_FIX}|\b(?:arrange|book|schedule)\b.{{0,24}}\b{_FIX}"
    r"|\b(?:make|claim|file|open|use|start)\b.{0,24}\b(?:warranty|guarantee) (?:claim|repair|service)\b"
)
_WONDERED: Final = re.compile(
    rf"(?:能不能|能否|可不可以|可否|可唔可以|是否).{{0,4}}{_REPAIR}|(?:可以|还能|能).{{0,4}}{_REPAIR}.{{0,4}}[吗么不]|(?:保修|保固|给修)[吗么不]|(?:什么时候|几时|何时)(?:能|可以)?来修"
    r"|\b(?:can|could) (?:it|this|that|they|mine|the [a-z]+|my [a-z]+) be (?:repaired|fixed|mended)\b"
    r"|\b(?:please|kindly|could you|can you|will you|want you to)\b.{0,12}\bfix (?:it|this|that)\b(?! [a-z])"
)
_REFUSED: Final = re.compile(
    r"(?:拒绝|拒不|不给|不肯|不予|不愿|不让|(?<!能)不能|无法|没法|没办法|不支持|不提供|不负责|修不了|不[再]?[接同][受意]|不想|不要|不用|不需要|不必"
    r"|别|不是[要来想]|不打算|不希望|没有?要求|被拒|而不是|免谈|[没未不]有?[给帮替]我|只[能给有肯换]|自己|不如)[^,。;!?\n]{0,8}(?:修|保固|整[返番])|被(?:拒|驳回)|不修[了!。,]?$"
    r"|\brefus|\bdenied|\bdeclin|\b(?:do|does|did|will|would|could|ca|wo|is|are|am)(?: not|n'?t)\b"
    r".{0,30}\b(?:repair|fix|mend)"
    r"|\b(?:instead of|rather than|without|no more|not interested in|not asking for|tired of|never|nobody)\b"
    r".{0,24}\b(?:repair|fix|mend)|\b(?:not|n't) (?:want|need)\b|\bnot\b.{0,12}\b(?:repair|fix|mend)"
)
_OF_OTHERS: Final = re.compile(
    r"(?:商家|卖家|客服|店家|店铺|平台|厂家|厂商|售后|师傅|他们?|她|你们?|对方|老板|家里|朋友)[又还却只就一直非都]{0,2}"
    r"(?:要求|让我?|叫我?|[说称](?:是|要|我)?|建议|只肯|只给|只能|要我|要让|推荐|非要)|为什么要|凭什么"
    r"|\b(?:they|he|she|seller|support|agent|shop|store|you)(?: all)?(?: have| had| has)? "
    r"(?:want|wants|ask|asked|asks|told|tell|tells|say|says|said|insist|insists|offer|offers|offered|suggest|suggested)\b"
)
_PAST: Final = re.compile(
    r"(?:之前|以前|上次|上回|上上?个?[周月]|去年|前年|一度|当初|本来|原本|昨天|前天|当时|那时|曾经?|已经?|早就|[\d一二三四五六七八九十两半]+个?[月天周年]前|\d+月\d+[日号])"
    r"(?:(?!买|购|下单|收到|到货|开始|坏|出|用|发现|装)[^,。;!?\n]){0,8}$"
    r"|\b(?:asked|told|requested|begged|promised|wanted|advised|agreed|tried|previously|last (?:week|month|year|time)"
    r"|(?:days?|weeks?|months?|years?) ago)\b(?!.{0,20}\b(?:bought|broke|stopped|arrived)\b)"
)
_DONE: Final = re.compile(
    r"^(?:了|过|回来|好了|完|中|的?(?:时候|期间)|(?:了)?[\d一二三四五六七八九十两几好多半]+[个次天周年]|被)"
    r"|^.{0,14}(?:[拖等]了|没人(?:管|理)|还没|没修好|没(?:有)?(?:回音|下文|消息)|至今)"
)
_ASKED_THEN: Final = re.compile(r"(?:要求|申请|提出|提交|反映|联系|预约|安排|送|寄)[了过]")
_CONDITION: Final = re.compile(
    r"(?:如果|要是|万一|假如|倘若|若是|以后)(?!.*(?:就|那|则|请))|\b(?:if|in case|whenever|should it)\b(?!.*\bthen\b)"
)
_SOME_DAY: Final = re.compile(
    r"(?:如果|要是|万一|假如|以后)[^,]{0,8}(?:坏|出问题|故障)"
    r"|\b(?:if|when|should) (?:it|this|that)(?: ever)? (?:break|fail|stop)"
)
_NOW: Final = re.compile(r"现在|目前|这次|此次|再|重新|又|仍然?|还是|\bagain\b|\bnow\b|\bonce more\b|\bstill\b")
_CLAUSES: Final = re.compile(
    r"[,;!。\n\x00、]|\?|(?<=[a-z\d])\.(?=\s|$)|\bbut\b|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])"
    r"|但是?|可是|不过|所以|因此|然而|然后"
)
_SENTENCES: Final = re.compile(r"[!。\n]|(?<=[a-z\d])\.(?=\s|$)")


def wish_for_repair(text: str) -> Wish | None:
    """Of what one message says; its customer may have asked before."""
    folded = fold_ends(text, first=_FIRST, last=_LAST).text.replace("，", ",")
    said = {wish for sentence in _SENTENCES.split(folded) if (wish := _of_sentence(sentence))}
    return next((wish for wish in Wish if wish in said), None)


def _of_sentence(sentence: str) -> Wish | None:
    """A refusal that is told after the request makes a story of it; one that is told before is why it is asked."""
    wish = None
    if _SOME_DAY.search(sentence):
        return None
    for clause in _CLAUSES.split(sentence):
        found = _of_clause(clause)
        wish = found or wish
        if wish and not found and _TURNED_DOWN.search(clause):
            wish = None
    return wish


_TURNED_DOWN: Final = re.compile(
    r"拒绝|被拒|不给|不肯|不予|不同意|不理|没人理|没人管|驳回|\brefus|\bden(?:y|ied)|\bdeclin|\bignor|\bsaid no\b"
)


def _of_clause(clause: str) -> Wish | None:
    if not (match := _ASKED.search(clause) or _WONDERED.search(clause)):
        return None
    if _REFUSED.search(clause) or _OF_OTHERS.search(clause[: match.end()]) or _CONDITION.search(clause[: match.end()]):
        return None
    before, behind = clause[: match.start()], clause[match.end() :]
    is_story = _PAST.search(before) or _DONE.search(behind) or _ASKED_THEN.search(match[0])
    if is_story and not _NOW.search(clause):
        return None
    return Wish.ASKED if _ASKED.search(clause) else Wish.WONDERED
