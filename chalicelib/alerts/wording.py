"""The words of a digest in every language we write."""

from __future__ import annotations

from typing import Final

from chalicelib.letters.language import Language
from chalicelib.model.alert import AlertKind
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, REPAIR_CONFIRMATION, RESOLUTION


def _in(simplified: str, traditional: str, english: str) -> dict[Language, str]:
    return {Language.SIMPLIFIED: simplified, Language.TRADITIONAL: traditional, Language.ENGLISH: english}


HEADER: Final = _in(
    "【回音】{queue}：{number} 条提醒", "【回音】{queue}：{number} 則提醒", "[Huiyin] {queue}: alerts {number}"
)
SHOP: Final = _in("全店", "全店", "whole shop")
MANAGERS: Final = _in("管理层", "管理層", "management")
MORE: Final = _in("  另有 {number} 条", "  另有 {number} 則", "  and {number} more")
MANY: Final = "{number}+"
KINDS: Final = {
    AlertKind.SAFETY: _in("安全信号", "安全訊號", "Safety signal"),
    AlertKind.LEGAL: _in("法律或监管信号", "法律或監管訊號", "Legal or regulatory signal"),
    AlertKind.ESCALATED: _in("坐席请求升级", "客服請求升級", "Escalated by an agent"),
    AlertKind.CLOCK_ESCALATED: _in("超时未处理，升级", "逾時未處理，升級", "Overdue for long"),
    AlertKind.CLOCK_BREACHED: _in("已超时", "已逾時", "Overdue"),
    AlertKind.UNDELIVERABLE: _in("回复未送达", "回覆未送達", "Reply not delivered"),
    AlertKind.APPROVAL: _in("补偿待审批", "補償待審批", "Compensation to approve"),
    AlertKind.WEBHOOK_DISABLED: _in("Webhook 端点已停用", "Webhook 端點已停用", "Webhook endpoint disabled"),
    AlertKind.SURGE: _in("投诉突增", "申訴突增", "Sudden rise of complaints"),
    AlertKind.VISIT_OVERDUE: _in("回访未进行", "回訪未進行", "Follow-up visit not made"),
    AlertKind.QUARANTINED: _in("来件进入隔离区", "來件進入隔離區", "Delivery in quarantine"),
    AlertKind.WEEKLY: _in("周报", "週報", "The week"),
    AlertKind.CLOCK_WARNED: _in("即将超时", "即將逾時", "Due soon"),
    AlertKind.MENTIONED: _in("备注中提到同事", "備註中提到同事", "Colleague mentioned in a note"),
    AlertKind.CLOCK_HALFWAY: _in("时限已过半", "時限已過半", "Half the time gone"),
}
RISE: Final = _in(
    "：{count} 起，平时约 {expected} 起", "：{count} 起，平時約 {expected} 起", ": {count}, usually about {expected}"
)
FROM_DAYS: Final = _in("（{days} 天内）", "（{days} 天內）", " (within {days} days)")
ALSO: Final = _in("；一并上升：{also}", "；一併上升：{also}", "; with it: {also}")
COMMA: Final = _in("、", "、", ", ")
QUOTE: Final = "“{text}”"
CLOCKS: Final = {
    FIRST_RESPONSE: _in("首次响应", "首次回應", "first response"),
    NEXT_UPDATE: _in("下次进展告知", "下次進度告知", "next update"),
    RESOLUTION: _in("解决", "解決", "resolution"),
    REPAIR_CONFIRMATION: _in("维修确认", "維修確認", "repair confirmation"),
}
