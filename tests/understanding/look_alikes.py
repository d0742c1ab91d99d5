"""Numbers and words of a complaint that look personal and are not: orders, parcels, prices, dates, models, hotlines."""

from __future__ import annotations

from random import Random

_SENTENCES = {
    "zh-Hans": (
        "订单号{order}|订单编号：{order}|订单{order}|拼多多订单{order}|单号是{order}|快递单号{parcel}"
        "|运单号：{parcel}|物流单号{parcel}"
        "|顺丰{shunfeng}|花了{amount}元|¥{amount}|退我{amount}块钱|赔偿{number}万{number}千|{year}年{month}月{day}日"
        "|下单时间{date} {time}|日期{date}|昨晚{time}|{month}月{day}号|打了{service}|客服电话{hotline}"
        "|型号{model}|等了{number}天"
        "|信用代码{company}|第{number}次|尺码{size}/{number}A|保质期到{compact}|条码69{eleven}|微信支付"
        "|支付宝退款|QQ音乐|北京路步行街店"
        "|验证码一直收不到|密码忘了|姓名写错了|联系人电话没填|地址改不了|一共三千五百元|二零二五年十一月|百分之九十八"
    ),
    "zh-Hant": (
        "訂單編號：{order}|訂單號碼{order}|訂單{order}|物流單號{parcel}|運單號{parcel}|NT${amount}"
        "|HK${amount}|花了{amount}元"
        "|{year}年{month}月{day}日|下單日期{date}|{time}|客服電話{hotline}|型號{model}|統一編號{company}"
        "|等了{number}天|第{number}次"
        "|微信支付|密碼忘了|收件人寫錯|驗證碼收不到"
    ),
    "en": (
        "order {order}|order #{order}|Order number: {order}|order no. {order}|tracking number {parcel}"
        "|tracking {parcel}"
        "|waybill {parcel}|${amount}|paid {amount} yuan|RMB {amount}|on {date}|at {time}|hotline {hotline}|called 12315"
        "|model {model}|after {number} days|invoice {invoice}|{number} items|size {number}|version {number}.{month}"
        "|the password reset fails|WeChat Pay took it twice|my address was wrong|look at the photo|the name on the box"
    ),
}


def look_alike(random: Random, language: str) -> tuple[str, str]:
    """Words before, and what must not be touched."""
    sentence = random.choice(_SENTENCES[language].split("|"))
    before, brace, rest = sentence.partition("{")
    return (before, (brace + rest).format_map(_numbers(random))) if brace else ("", sentence)


def _digits(random: Random, length: int) -> str:
    return "".join(random.choices("0123456789", k=length))


def _numbers(random: Random) -> dict[str, object]:
    year, month, day = random.randint(2023, 2026), random.randint(1, 12), random.randint(1, 28)
    return {
        "order": _order(random),
        "parcel": _parcel(random),
        "shunfeng": "SF" + _digits(random, 13),
        "amount": _amount(random),
        "number": random.randint(3, 60),
        "year": year,
        "month": month,
        "day": day,
        "date": random.choice(
            [
                f"{year}-{month:02}-{day:02}",
                f"{year}/{month}/{day}",
                f"{year}.{month:02}.{day:02}",
                f"{year}{month:02}{day:02}",
            ]
        ),
        "compact": f"{year}{month:02}{day:02}",
        "time": f"{random.randint(0, 23):02}:{random.randint(0, 59):02}",
        "service": random.choice(
            ["12315", "95588", f"400-{_digits(random, 3)}-{_digits(random, 4)}", "12345", "10086"]
        ),
        "hotline": f"400-{_digits(random, 3)}-{_digits(random, 4)}",
        "model": random.choice(
            [f"RTX {random.randint(3060, 5090)}", f"KFR-{random.randint(20, 72)}GW", "A1398", "120x750mm"]
        ),
        "company": f"91{_digits(random, 6)}MA{_digits(random, 8)}",
        "size": random.randint(160, 190),
        "eleven": _digits(random, 11),
        "invoice": random.randint(10_000, 99_999),
    }


def _order(random: Random) -> str:
    day = f"2025{random.randint(1, 12):02}{random.randint(1, 28):02}"
    return random.choice(
        [
            f"{random.randint(111, 999)}{_digits(random, random.choice([13, 15, 16]))}",
            f"138{_digits(random, 16)}",
            f"1{random.choice('3589')}{_digits(random, 10)}",
            f"24{_digits(random, 4)}-{_digits(random, 15)}",
            f"62{_digits(random, 17)}",
            f"{random.randint(100, 999)}-{_digits(random, 7)}-{_digits(random, 7)}",
            f"{day}{_digits(random, 10)}",
        ]
    )


def _parcel(random: Random) -> str:
    return (
        random.choice(["SF", "YT", "JT"]) + _digits(random, 13) if random.random() < 0.6 else f"7{_digits(random, 14)}"
    )


def _amount(random: Random) -> str:
    return random.choice(
        [
            f"{random.randint(1, 99_999)}.{_digits(random, 2)}",
            f"{random.randint(1, 99)},{_digits(random, 3)}.00",
            str(random.randint(10, 99_999)),
        ]
    )
