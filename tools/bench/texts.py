"""Complaints for measuring, made of phrases: the same seed gives the same texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final

GOODS: Final = ("手机", "吹风机", "羽绒服", "电饭煲", "儿童座椅", "蓝牙耳机", "行李箱", "空气炸锅", "台灯", "运动鞋")
CLAIMS: Final = (
    "用了{days}天就坏了，屏幕一直闪，联系客服要求换货。",
    "收到的{goods}有明显划痕，包装也破了，要求退货退款。",
    "快递{days}天没有更新物流，催了几次都说在路上。",
    "快递员没打电话就放在驿站，说好送货上门的。",
    "页面写着七天无理由退货，现在却说不支持，还要我出运费。",
    "说好的保价一直不退差价，每次都推给下一个人。",
    "客服态度很差，问了三遍都不回答，最后直接挂电话。",
    "The {goods} arrived {days} days late and the box was torn open.",
    "你哋嘅客服完全唔理人，等咗{days}日都冇人覆。",
)
CLOSINGS: Final = ("请尽快处理。", "再不解决我就打12315。", "等你们的答复。", "我已经录音了。", "")
ORDER: Final = "订单号{order}，"
SURNAMES: Final = "王李张刘陈杨赵黄周吴"


@dataclass(frozen=True, slots=True)
class Said:
    """One complaint as a form sends it."""

    text: str
    customer: dict[str, str]

    def body(self) -> bytes:
        sent: dict[str, Any] = {"text": self.text, "customer": self.customer}
        return json.dumps(sent, ensure_ascii=False).encode()


def complaints(seed: int = 20_261_111) -> Iterator[Said]:
    """Without end; no two alike."""
    random = Random(seed)  # noqa: S311 - the same texts every time
    number = 0
    while True:
        number += 1
        goods = random.choice(GOODS)
        claims = random.sample(CLAIMS, k=random.choice((1, 1, 2, 2, 3)))
        said = "".join(claim.format(goods=goods, days=random.randint(2, 30)) for claim in claims)
        order = ORDER.format(order=f"{random.randrange(10**17, 10**18)}") if random.random() < 0.6 else ""
        name = random.choice(SURNAMES)
        yield Said(
            text=f"我买的{goods}，{order}{said}{random.choice(CLOSINGS)}",
            customer={"name": f"{name}女士", "email": f"customer{number}@mail.example"},
        )
