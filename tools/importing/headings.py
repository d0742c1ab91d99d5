"""Headings under which places and people write what a complaint consists of, best first.

Compared without case, spaces, punctuation and what stands in brackets: ``投诉内容（必填）`` is ``投诉内容``.
A bare 编号 or id is not known: it may only count the rows of one export, and would join strangers' cases.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

NOTE: Final = "note"
"""A field that any number of columns may fill; agents see it beside the complaint."""

_KNOWN: Final = {
    "text": """投诉内容 投诉详情 投诉描述 投诉事由 投诉问题 问题描述 问题详情 详细描述 反映内容 诉求内容 内容 正文
        投訴內容 投訴詳情 申訴內容 客訴內容 問題描述 詳細描述 內容
        complainttext complaintdescription complaintdetails complaint description text content message details""",
    "subject": "投诉标题 投诉主题 标题 主题 投訴標題 投訴主題 標題 主題 主旨 complainttitle subject title",
    "external_id": """投诉编号 投诉单号 投诉号 投诉id 工单编号 工单号 登记编号 举报编号 受理编号 案件编号
        投訴編號 投訴單號 申訴編號 客訴編號 工單編號 工單號 登記編號 案件編號 案號
        complaintid complaintnumber complaintno caseid casenumber caseno ticketid ticketnumber externalid""",
    "conversation_id": "会话编号 会话id 會話編號 conversationid threadid",
    "name": """投诉人姓名 投诉人 消费者姓名 消费者 客户姓名 买家姓名 买家昵称 联系人 姓名 用户昵称 昵称
        投訴人姓名 投訴人 消費者姓名 消費者 客戶姓名 買家姓名 聯絡人 聯繫人 暱稱
        customername complainantname complainant consumername buyername contactname customer name""",
    "phone": """联系电话 联系方式 投诉人电话 消费者电话 客户电话 手机号码 手机号 手机 电话号码 电话
        聯絡電話 聯繫電話 投訴人電話 消費者電話 客戶電話 手機號碼 手機號 手機 電話號碼 電話
        customerphone phonenumber contactnumber mobilenumber telephone mobile phone tel""",
    "email": "电子邮箱 电子邮件 邮箱 電子郵箱 電子郵件 電郵 信箱 customeremail emailaddress email mail",
    "customer_id": "用户id 客户编号 买家id 会员编号 用戶id 客戶編號 買家id 會員編號 customerid buyerid userid",
    "order_id": """订单号 订单编号 订单号码 交易号 交易单号 訂單號 訂單編號 訂單號碼 交易號
        ordernumber orderno orderid order""",
    "platform": "购买平台 交易平台 电商平台 平台 平台名称 購買平台 電商平台 平臺 平台名稱 orderplatform platform",
    "occurred_at": """投诉时间 投诉日期 提交时间 登记时间 发起时间 创建时间 反映时间 日期 时间
        投訴時間 投訴日期 提交時間 登記時間 發起時間 建立時間 日期 時間
        complaintdate complaintime complainttime submittedat createdat occurredat date time""",
    "channel": "投诉渠道 投诉来源 来源渠道 渠道 来源 投訴渠道 投訴來源 來源 渠道 channel source",
    "language": "语言 語言 language",
    NOTE: """商品名称 商品 产品名称 商品规格 规格型号 品牌 投诉诉求 投诉要求 消费者诉求 诉求 投诉类型 投诉类别 问题类型
        涉诉金额 涉及金额 投诉金额 订单金额 金额 处理期限 办理期限 截止日期 截止时间 处理时限 被投诉方
        被投诉企业 店铺名称
        商品名稱 產品名稱 投訴訴求 訴求 投訴類型 投訴類別 涉及金額 金額 處理期限 截止日期 被投訴方 店鋪名稱
        productname product item sku demand complainttype category amount deadline duedate storename shopname""",
}
_KEPT_OUT: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_BETWEEN: Final = re.compile(r"[\W_]+")


def plain(heading: str) -> str:
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return _BETWEEN.sub("", _KEPT_OUT.sub("", folded)) or _BETWEEN.sub("", folded)


HEADINGS: Final = {field: tuple(dict.fromkeys(written.split())) for field, written in _KNOWN.items()}
FIELDS: Final = tuple(HEADINGS)
ALL: Final = frozenset(heading for headings in HEADINGS.values() for heading in headings)
