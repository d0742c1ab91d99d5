"""Texts with made-up personal data of every kind and disguise, and with numbers that only look like it.

Seeded: the same seed writes the same texts. Nobody real is meant; check digits are computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from chalicelib.understanding.checksums import is_hong_kong_id, is_mainland_id, is_taiwan_id, passes_luhn


@dataclass(frozen=True)
class Made:
    text: str
    personal: tuple[tuple[str, str], ...]
    """Kind and writing of each thing that must be hidden."""


Maker = Callable[[Random], tuple[str, str]]
"""Words before, and the thing itself."""


def _digits(random: Random, length: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(length))


def _checked(random: Random, stem: str, ends: str, check: Callable[[str], bool]) -> str:
    return next(number for end in ends if check(number := stem + end))


def _mobile(random: Random) -> str:
    return "1" + random.choice("3456789") + _digits(random, 9)


def _phone(random: Random) -> tuple[str, str]:
    number = _mobile(random)
    written = [
        number,
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"+86 {number}",
        "".join(chr(ord(digit) + 0xFEE0) for digit in number),
        "".join("零一二三四五六七八九"[int(digit)] for digit in number),
        "".join("零一二三四五六七八九"[int(digit)] if random.random() < 0.4 else digit for digit in number),
        " ".join(number[:3]) + "-" + " ".join(number[3:]),
        "\u200b".join((number[:4], number[4:])),
        f"{number[:3]}.{number[3:7]}.{number[7:]}",
        f"+852 {random.choice('569')}{_digits(random, 3)} {_digits(random, 4)}",
        f"09{_digits(random, 2)}-{_digits(random, 3)}-{_digits(random, 3)}",
        f"010-{random.choice('5678')}{_digits(random, 7)}",
    ]
    return random.choice(["电话", "打我手机", "我的號碼 ", "call me on "]), random.choice(written)


def _email(random: Random) -> tuple[str, str]:
    name, shop = (
        random.choice(["li.lei", "han_mei", "buyer88"]) + _digits(random, 2),
        random.choice(["shop", "163", "mail"]),
    )
    return random.choice(["邮箱 ", "信箱：", "mail "]), random.choice(
        [
            f"{name}@{shop}.com",
            f"{name} (at) {shop} (dot) com",
            f"{name}艾特{shop}点com",
            f"{name} at {shop} dot com",
            f"{name}#{shop}.com",
        ]
    )


def _national_id(random: Random) -> tuple[str, str]:
    born = f"{random.randint(1940, 2009)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    mainland = _checked(
        random,
        f"{random.choice(['110105', '440524', '310101'])}{born}{_digits(random, 3)}",
        "0123456789X",
        is_mainland_id,
    )
    taiwan = _checked(
        random, f"{random.choice('ABFHN')}{random.choice('12')}{_digits(random, 7)}", "0123456789", is_taiwan_id
    )
    stem = f"{random.choice('ABCKZ')}{_digits(random, 6)}"
    hong_kong = next(number for end in "0123456789A" if is_hong_kong_id(number := f"{stem}({end})"))
    return random.choice(["身份证", "ID ", "证件："]), random.choice([mainland, mainland.lower(), taiwan, hong_kong])


def _card(random: Random) -> tuple[str, str]:
    stem = random.choice(["4", "51", "62"])
    number = _checked(random, stem + _digits(random, 15 - len(stem)), "0123456789", passes_luhn)
    return random.choice(["银行卡号 ", "卡号：", "card number "]), random.choice(
        [number, " ".join(number[start : start + 4] for start in range(0, 16, 4))]
    )


def _wechat(random: Random) -> tuple[str, str]:
    word = random.choice(["微信", "微信号：", "V信 ", "薇信", "vx:", "wx ", "加v "])
    return word, random.choice(["lilei_", "abc-", "wei"]) + _digits(random, 5)


def _qq(random: Random) -> tuple[str, str]:
    return random.choice(["QQ", "qq：", "扣扣", "企鹅号"]), random.choice("123456789") + _digits(
        random, random.randint(5, 9)
    )


def _address(random: Random) -> tuple[str, str]:
    return random.choice(["地址：", "我住在", "寄到", "收货地址是"]), random.choice(
        [
            f"北京市朝阳区望京街道阜通东大街{random.randint(1, 99)}号院{random.randint(1, 9)}号楼1203室",
            f"广东省深圳市南山区科苑路{random.randint(1, 99)}号{random.randint(2, 20)}栋2单元{_digits(random, 3)}",
            f"台北市大安区和平东路一段{random.randint(1, 99)}号{random.randint(2, 9)}楼",
            f"上海市浦東新區張江路{random.randint(1, 999)}弄{random.randint(1, 99)}号{random.randint(101, 909)}室",
        ]
    )


def _name(random: Random) -> tuple[str, str]:
    name = random.choice(["张伟", "王小明", "李雷", "欧阳明月", "陳怡君", "赵敏"])
    return random.choice(["收件人：", "姓名 ", "联系人是", "我叫"]), name


def _document(random: Random) -> tuple[str, str]:
    return random.choice(["护照", "passport ", "护照号：", "通行证"]), random.choice("EG") + _digits(random, 8)


def _plate(random: Random) -> tuple[str, str]:
    return random.choice(["车牌", "开的车是", ""]), random.choice(["京A·", "粤B", "沪C "]) + _digits(random, 5)


def _secret(random: Random) -> tuple[str, str]:
    return random.choice(["验证码", "密码是", "CVV ", "取件码："]), _digits(random, random.choice([3, 4, 6]))


MAKERS: dict[str, Maker] = {
    "phone": _phone,
    "email": _email,
    "national_id": _national_id,
    "bank_card": _card,
    "wechat": _wechat,
    "qq": _qq,
    "address": _address,
    "name": _name,
    "passport": _document,
    "plate": _plate,
    "secret": _secret,
}


def _harmless(random: Random) -> str:
    return random.choice(
        [
            f"订单号 138{_digits(random, 16)}",
            f"订单编号：{_mobile(random)}{_digits(random, 2)}",
            f"快递单号 SF{_digits(random, 13)}",
            f"运单 YT{_digits(random, 13)}",
            f"拼多多 24{_digits(random, 4)}-{_digits(random, 15)}",
            f"order #112-{_digits(random, 7)}-{_digits(random, 7)}",
            f"花了{random.randint(10, 9999)}.{_digits(random, 2)}元",
            f"NT${random.randint(100, 99999):,}",
            f"型号 KFR-{random.randint(20, 72)}GW/BP{_digits(random, 1)}DN8Y",
            f"iPhone {random.randint(11, 17)} Pro {random.choice([128, 256, 512])}GB",
            f"2025-{random.randint(1, 12):02}-{random.randint(1, 28):02} 18:{random.randint(10, 59)}",
            f"{random.randint(1, 12)}月{random.randint(1, 28)}号下的单",
            "打了12315和400-050-0827都没用",
            f"等了{random.randint(2, 30)}天",
            "微信支付扣了两次款",
            "QQ音乐会员",
            "我是高中生，",
            "上海仓库3号发货",
            "收货地址写错了能改吗",
            "方先生说的",
        ]
    )


def texts(*, seed: int) -> Iterator[Made]:
    """Endless: every kind in turn, between harmless look-alikes."""
    random = Random(seed)
    kinds = list(MAKERS)
    for number in count():
        first, second = kinds[number % len(kinds)], random.choice(kinds)
        parts: list[str] = [_harmless(random)]
        personal: list[tuple[str, str]] = []
        for kind in dict.fromkeys((first, second)):
            before, thing = MAKERS[kind](random)
            parts.append(before + thing)
            personal.append((kind, thing))
            parts.append(_harmless(random))
        yield Made(text=random.choice(["，", "。", "\n", "; "]).join(parts), personal=tuple(personal))
