"""The sentences of an explanation in every language the desk speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chalicelib.model.base import Word
from chalicelib.model.clock import Cause, ClockState

from .titles import Language


class Phrases(Word):
    started: str
    promised: str
    members: str
    moved: str
    causes: Mapping[Cause, str]
    whole_days: str
    days_off: str
    make_up_days: str
    paused: str
    pausing: str
    due: str
    provisional: str
    left: str
    overdue: str
    endings: Mapping[ClockState, str]
    units: tuple[str, str, str]
    days: str
    to: str
    comma: str


PHRASES: Final[Mapping[Language, Phrases]] = {
    "en": Phrases(
        started="Started at {start} by promise {policy}.",
        promised="Promised within {target}, counted {calendar}.",
        members="For members ({tiers}) that is {percent} % of the promised time.",
        moved="Measured anew at {at} ({cause}): before, it was due at {due} by promise {policy}.",
        causes={
            Cause.SEVERITY: "the severity changed",
            Cause.QUEUE: "another queue took over",
            Cause.CUSTOMER: "the customer's membership became known",
            Cause.DATA: "the promises or the calendar changed",
            Cause.DEADLINE: "the deadline behind it changed",
        },
        whole_days="Whole days are counted from {start}: the day of the start is not counted.",
        days_off="Days off, not counted: {days}.",
        make_up_days="Make-up working days, counted: {days}.",
        paused="Paused from {start} to {end} ({why}): the due time moved by {moved}.",
        pausing="Paused since {start} ({why}): the due time will move when this ends.",
        due="Due at {due}.",
        provisional=(
            "Provisional: the official days off and working days of that time are not published yet; "
            "it is computed again when they are."
        ),
        left="{left} left.",
        overdue="Overdue by {left}.",
        endings={
            ClockState.MET: "Kept at {end}.",
            ClockState.MISSED: "Done at {end}, too late.",
            ClockState.CANCELLED: "Cancelled at {end}.",
        },
        units=("h", "min", "s"),
        days="{count} working days",
        to="{first} to {last}",
        comma=", ",
    ),
    "zh-Hans": Phrases(
        started="依据承诺 {policy}，自 {start} 开始计时。",
        promised="承诺时限 {target}，按“{calendar}”计算。",
        members="会员（{tiers}）按承诺时限的 {percent}% 计算。",
        moved="{at} 重新计算（{cause}）：此前依据承诺 {policy}，到期时间 {due}。",
        causes={
            Cause.SEVERITY: "严重程度变化",
            Cause.QUEUE: "转到其他队列",
            Cause.CUSTOMER: "得知会员等级",
            Cause.DATA: "承诺或日历有更新",
            Cause.DEADLINE: "所依据的期限变化",
        },
        whole_days="按整日计算，自 {start} 起算，开始当日不计入。",
        days_off="不计入的休息日：{days}。",
        make_up_days="计入的调休上班日：{days}。",
        paused="{start} 至 {end} 暂停（{why}），到期时间顺延 {moved}。",
        pausing="{start} 起暂停（{why}），恢复后到期时间再顺延。",
        due="到期时间 {due}。",
        provisional="暂定：该时段的放假调休安排尚未公布，公布后重新计算。",
        left="剩余 {left}。",
        overdue="已超时 {left}。",
        endings={
            ClockState.MET: "{end} 按时完成。",
            ClockState.MISSED: "{end} 完成，已超时。",
            ClockState.CANCELLED: "{end} 取消。",
        },
        units=("小时", "分钟", "秒"),
        days="{count} 个工作日",
        to="{first} 至 {last}",
        comma="、",
    ),
    "zh-Hant": Phrases(
        started="依據承諾 {policy}，自 {start} 開始計時。",
        promised="承諾時限 {target}，按「{calendar}」計算。",
        members="會員（{tiers}）按承諾時限的 {percent}% 計算。",
        moved="{at} 重新計算（{cause}）：此前依據承諾 {policy}，到期時間 {due}。",
        causes={
            Cause.SEVERITY: "嚴重程度變化",
            Cause.QUEUE: "轉到其他佇列",
            Cause.CUSTOMER: "得知會員等級",
            Cause.DATA: "承諾或行事曆有更新",
            Cause.DEADLINE: "所依據的期限變化",
        },
        whole_days="按整日計算，自 {start} 起算，開始當日不計入。",
        days_off="不計入的休息日：{days}。",
        make_up_days="計入的調休上班日：{days}。",
        paused="{start} 至 {end} 暫停（{why}），到期時間順延 {moved}。",
        pausing="{start} 起暫停（{why}），恢復後到期時間再順延。",
        due="到期時間 {due}。",
        provisional="暫定：該時段的放假調休安排尚未公布，公布後重新計算。",
        left="剩餘 {left}。",
        overdue="已逾時 {left}。",
        endings={
            ClockState.MET: "{end} 準時完成。",
            ClockState.MISSED: "{end} 完成，已逾時。",
            ClockState.CANCELLED: "{end} 取消。",
        },
        units=("小時", "分鐘", "秒"),
        days="{count} 個工作日",
        to="{first} 至 {last}",
        comma="、",
    ),
}
