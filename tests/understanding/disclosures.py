"""Complaints in which people disclose personal data in every way they write it, between numbers that are none.

A second hand's set: written from the list of kinds (GB/T 35273, GB 11643, ISO 7812, ISO 3779 …) without the patterns
at hand. Seeded: the same seed writes the same texts. Nobody real is meant; check digits are computed here, apart from
the code under test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from .look_alikes import look_alike

ZH, ZT, EN = "zh-Hans", "zh-Hant", "en"
LANGUAGES = (ZH, ZT, EN)


@dataclass(frozen=True)
class Written:
    """``things``: kind, how it was disguised, where it stands. ``traps``: where what must stay stands."""

    text: str
    language: str
    things: tuple[tuple[str, str, int, int], ...]
    traps: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Thing:
    kind: str
    disguise: str
    before: str
    value: str


def digits(random: Random, length: int) -> str:
    return "".join(random.choices("0123456789", k=length))


def _pick(random: Random, by_language: dict[str, list[str]], language: str) -> str:
    return random.choice(by_language[language])


# --- disguises of a run of digits ---------------------------------------------------------------------------------


def _full_width(number: str, _: Random) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in number)


def _numerals(number: str, random: Random) -> str:
    table = random.choice(
        ["零一二三四五六七八九", "〇一二三四五六七八九", "零幺二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"]
    )
    return "".join(table[int(one)] for one in number)


def _traditional_numerals(number: str, _: Random) -> str:
    return "".join("零壹貳參肆伍陸柒捌玖"[int(one)] for one in number)


def _half_numerals(number: str, random: Random) -> str:
    return "".join("零一二三四五六七八九"[int(one)] if random.random() < 0.5 else one for one in number)


def _circled(number: str, _: Random) -> str:
    return "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(one)] for one in number)


def _between(number: str, sign: str) -> str:
    return sign.join(number)


def _threes(number: str, sign: str) -> str:
    return sign.join((number[:3], number[3:7], number[7:]))


MOBILE_DISGUISES: dict[str, Callable[[str, Random], str]] = {
    "plain": lambda number, _: number,
    "spaced": lambda number, _: _threes(number, " "),
    "dashed": lambda number, _: _threes(number, "-"),
    "dotted": lambda number, _: _threes(number, "."),
    "middle dots": lambda number, _: _threes(number, "·"),
    "underscores": lambda number, _: _threes(number, "_"),
    "country code": lambda number, random: random.choice(["+86 ", "+86", "86-", "0086 ", "(+86)"]) + number,
    "full width": _full_width,
    "numerals": _numerals,
    "traditional numerals": _traditional_numerals,
    "half numerals": _half_numerals,
    "circled": _circled,
    "each spaced": lambda number, _: _between(number, " "),
    "each dotted": lambda number, _: _between(number, "."),
    "each dashed": lambda number, _: _between(number, "-"),
    "each starred": lambda number, _: _between(number, "*"),
    "zero width": lambda number, _: _threes(number, "\u200b"),
    "wide dashes": lambda number, _: _threes(number, "—"),
    "commas": lambda number, _: _threes(number, ","),
    "slashes": lambda number, _: _threes(number, "/"),
    "numerals spaced": lambda number, random: " ".join(_numerals(number, random)),
    "letters for digits": lambda number, _: number[0] + number[1:].replace("0", "o"),
    "numerals in groups": lambda number, random: _threes(_numerals(number, random), "、"),
    "wide blanks": lambda number, _: _threes(number, "\u3000"),
}


# --- the kinds -------------------------------------------------------------------------------------------------------

PHONE_WORDS = {
    ZH: ["电话", "手机号", "打我手机", "请联系", "我的号码是", "手机：", "有事打", "致电", ""],
    ZT: ["電話", "手機號", "請撥", "請聯絡", "我的號碼是", "手機：", ""],
    EN: ["phone ", "call me at ", "my number is ", "reach me on ", "mobile: ", "tel ", ""],
}


def mobile(random: Random, language: str) -> Thing:
    number = random.choice(["13", "15", "17", "18", "19", "16", "14"]) + digits(random, 9)
    disguise = random.choice(list(MOBILE_DISGUISES))
    return Thing("phone", disguise, _pick(random, PHONE_WORDS, language), MOBILE_DISGUISES[disguise](number, random))


def fixed_line(random: Random, language: str) -> Thing:
    area = random.choice(["010", "021", "0755", "0571", "028", "0898"])
    rest = random.choice("23568") + digits(random, 7 if len(area) == 3 else random.choice([6, 7]))
    value, disguise = random.choice(
        [
            (f"{area}-{rest}", "dash"),
            (f"({area}){rest}", "brackets"),
            (f"（{area}）{rest}", "wide brackets"),
            (f"{area} {rest}", "blank"),
            (f"{area}{rest}", "joined"),
            (f"{area}-{rest}-{random.randint(10, 9999)}", "extension"),
            (f"+86 {area[1:]} {rest}", "country code"),
            (_full_width(f"{area}-{rest}", random), "full width"),
        ]
    )
    words = {
        ZH: ["座机", "固话：", "电话", "单位电话"],
        ZT: ["市話", "電話"],
        EN: ["office line ", "landline ", "phone "],
    }
    return Thing("phone", f"fixed, {disguise}", _pick(random, words, language), value)


def regional_phone(random: Random, language: str) -> Thing:
    taiwan, hong_kong, macau = (
        "09" + digits(random, 8),
        random.choice("569") + digits(random, 7),
        "6" + digits(random, 7),
    )
    context = {
        ZH: ["电话", "香港手机", "手机号："],
        ZT: ["電話", "手機", "行動電話：", "致電"],
        EN: ["phone ", "mobile ", "call "],
    }
    value, disguise, need = random.choice(
        [
            (taiwan, "Taiwan", False),
            (f"{taiwan[:4]}-{taiwan[4:7]}-{taiwan[7:]}", "Taiwan dashed", False),
            (f"{taiwan[:4]}-{taiwan[4:]}", "Taiwan in two", False),
            (f"+886 {taiwan[1:4]} {taiwan[4:7]} {taiwan[7:]}", "Taiwan country code", False),
            (f"+886-{taiwan[1:]}", "Taiwan country code joined", False),
            (f"+852 {hong_kong[:4]} {hong_kong[4:]}", "Hong Kong country code", False),
            (f"+852{hong_kong}", "Hong Kong joined", False),
            (f"(852) {hong_kong[:4]}-{hong_kong[4:]}", "Hong Kong brackets", True),
            (hong_kong, "Hong Kong bare", True),
            (f"{hong_kong[:4]} {hong_kong[4:]}", "Hong Kong in two", True),
            (f"+853 {macau[:4]} {macau[4:]}", "Macau country code", False),
            (macau, "Macau bare", True),
            (_full_width(taiwan, random), "Taiwan full width", False),
            (f"02-{random.choice('2378')}{digits(random, 3)}-{digits(random, 4)}", "Taipei line", True),
        ]
    )
    return Thing("phone", disguise, _pick(random, context, language) if need or random.random() < 0.6 else "", value)


def foreign_phone(random: Random, language: str) -> Thing:
    us = f"{random.choice('235679')}{digits(random, 2)}-{random.randint(200, 999)}-{digits(random, 4)}"
    value = random.choice(
        [f"+1 {us}", f"+1-{us}", f"({us[:3]}) {us[4:]}", f"+44 7{digits(random, 3)} {digits(random, 6)}", us]
    )
    words = {ZH: ["电话", "美国号码"], ZT: ["電話"], EN: ["call me: ", "my cell is ", "phone "]}
    return Thing("phone", "foreign", _pick(random, words, language), value)


def id18(random: Random, language: str) -> Thing:
    stem = random.choice(["110105", "440524", "310104", "320583", "510107"])
    stem += f"{random.randint(1935, 2012)}{random.randint(1, 12):02}{random.randint(1, 28):02}{digits(random, 3)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    number = stem + "10X98765432"[sum(int(d) * w for d, w in zip(stem, weights, strict=True)) % 11]
    value, disguise = random.choice(
        [
            (number, "plain"),
            (number.lower(), "small x"),
            (f"{number[:6]} {number[6:14]} {number[14:]}", "spaced"),
            (f"{number[:6]}-{number[6:14]}-{number[14:]}", "dashed"),
            (_full_width(number, random), "full width"),
            (f"{number[:3]} {number[3:6]} {number[6:10]} {number[10:14]} {number[14:]}", "small groups"),
            (f"{number[:6]}\u200b{number[6:]}", "zero width"),
            (" ".join(number), "each spaced"),
            (_numerals(number[:17], random) + number[17], "numerals"),
        ]
    )
    words = {
        ZH: ["身份证", "身份证号：", "证件号", "sfz", ""],
        ZT: ["身分證", "身份證號碼", ""],
        EN: ["ID number ", "my ID is ", "Chinese ID ", ""],
    }
    return Thing("national_id", f"18, {disguise}", _pick(random, words, language), value)


def id15(random: Random, language: str) -> Thing:
    born = f"{random.randint(35, 79)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    number = f"{random.choice(['110105', '440524'])}{born}{digits(random, 3)}"
    words = {
        ZH: ["身份证", "老身份证号", "身份证号码是"],
        ZT: ["身份證", "身份證號碼："],
        EN: ["ID number ", "ID card "],
    }
    return Thing(
        "national_id", "15", _pick(random, words, language), random.choice([number, _full_width(number, random)])
    )


def passport(random: Random, language: str) -> Thing:
    value = random.choice(
        [random.choice("EG") + digits(random, 8), "E" + random.choice("ABCDFGHJ") + digits(random, 7)]
    )
    value = random.choice([value, value.lower(), _full_width(value, random), f"{value[0]} {value[1:]}"])
    words = {
        ZH: ["护照", "护照号：", "护照号码是"],
        ZT: ["護照", "護照號碼："],
        EN: ["passport ", "passport number ", "passport no. "],
    }
    return Thing("passport", "passport", _pick(random, words, language), value)


def permit(random: Random, language: str) -> Thing:
    value = random.choice([random.choice("HM") + digits(random, random.choice([8, 10])), "C" + digits(random, 8)])
    words = {
        ZH: ["通行证", "回乡证号", "港澳通行证：", "台胞证"],
        ZT: ["通行證", "回鄉證", "台胞證號碼"],
        EN: ["permit ", "travel permit number "],
    }
    return Thing("passport", "permit", _pick(random, words, language), value)


def taiwan_id(random: Random, language: str) -> Thing:
    letters = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
    letter = random.choice("ABCDEFGHIJKLMNOPQRSTUVXYWZ")
    body = random.choice("1289") + digits(random, 7)
    total = letters[letter] // 10 + letters[letter] % 10 * 9
    total += sum(int(d) * w for d, w in zip(body, (8, 7, 6, 5, 4, 3, 2, 1), strict=True))
    number = f"{letter}{body}{-total % 10}"
    value = random.choice(
        [number, number.lower(), _full_width(number, random), f"{number[0]} {number[1:]}", f"{number[:4]}-{number[4:]}"]
    )
    words = {ZH: ["台湾身份证", "证件号 "], ZT: ["身分證字號", "身分證 ", "證件："], EN: ["Taiwan ID ", "ID "]}
    return Thing("national_id", "Taiwan", _pick(random, words, language), value)


def hong_kong_id(random: Random, language: str) -> Thing:
    letters, body = random.choice(["A", "C", "K", "Z", "WX", "XA"]), digits(random, 6)
    values = [36] * (2 - len(letters)) + [ord(one) - 55 for one in letters] + [int(one) for one in body]
    check = -sum(v * w for v, w in zip(values, range(9, 1, -1), strict=True)) % 11
    end = "0123456789A"[check]
    value = random.choice(
        [
            f"{letters}{body}({end})",
            f"{letters}{body}（{end}）",
            f"{letters}{body}{end}",
            f"{letters} {body} ({end})",
            f"{letters.lower()}{body}({end.lower()})",
        ]
    )
    words = {ZH: ["香港身份证", "身份证号"], ZT: ["香港身份證", "身份證號碼："], EN: ["HKID ", "HK ID card ", "ID "]}
    return Thing("national_id", "Hong Kong", _pick(random, words, language), value)


def _luhn(stem: str) -> str:
    total = 0
    for place, one in enumerate(reversed(stem)):
        value = int(one) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return stem + str(-total % 10)


def card(random: Random, language: str) -> Thing:
    head, length = random.choice(
        [("4", 16), ("51", 16), ("62", 16), ("6222", 19), ("6217", 19), ("4367", 19), ("37", 15), ("9558", 19)]
    )
    number = _luhn(head + digits(random, length - 1 - len(head)))
    fours = [number[start : start + 4] for start in range(0, length, 4)]
    value, disguise = random.choice(
        [
            (number, "plain"),
            (" ".join(fours), "fours"),
            ("-".join(fours), "dashed fours"),
            (_full_width(number, random), "full width"),
            (" ".join(number), "each spaced"),
            (".".join(fours), "dotted fours"),
            ("\u200b".join(fours), "zero width"),
            (_numerals(number, random), "numerals"),
            (f"{number[:6]} {number[6:]}", "six and rest"),
        ]
    )
    words = {
        ZH: ["卡号", "银行卡号：", "退到银行卡", "工商银行 ", "建行卡号是", "退款账号 ", "储蓄卡"],
        ZT: ["卡號", "銀行卡號：", "信用卡 ", "退款帳號 "],
        EN: ["card number ", "my card ", "bank card ", "refund to card ", "credit card: "],
    }
    return Thing("bank_card", disguise, _pick(random, words, language), value)


def secret(random: Random, language: str) -> Thing:
    words = {
        ZH: ["密码", "验证码是", "动态码：", "取件码", "CVV", "登录密码为", "安全码 ", "支付密码是", "短信验证码"],
        ZT: ["密碼", "驗證碼是", "動態碼：", "取件碼", "安全碼 "],
        EN: ["CVV ", "password is ", "the code is verification code ", "my PIN is ", "OTP: ", "security code "],
    }
    value = random.choice(
        [
            digits(random, 6),
            digits(random, 4),
            digits(random, 3),
            "Abc" + digits(random, 5),
            _full_width(digits(random, 6), random),
        ]
    )
    return Thing("secret", "code", _pick(random, words, language), value)


def email(random: Random, language: str) -> Thing:
    local = random.choice(["zhang.wei", "li_na", "wang-fang", "chen", "buyer", "a"]) + digits(random, 3)
    host, end = (
        random.choice(["qq", "163", "gmail", "outlook", "yahoo", "my-shop"]),
        random.choice(["com", "cn", "net", "com.tw", "com.hk", "co.uk"]),
    )
    joined = end.replace(".", "{dot}")
    value, disguise = random.choice(
        [
            (f"{local}@{host}.{end}", "plain"),
            (f"{local}＠{host}.{end}", "wide at"),
            (f"{local}艾特{host}点{joined.replace('{dot}', '点')}", "spelt in Chinese"),
            (f"{local} at {host} dot {joined.replace('{dot}', ' dot ')}", "spelt in English"),
            (f"{local}(at){host}(dot){joined.replace('{dot}', '(dot)')}", "brackets"),
            (f"{local}[at]{host}[dot]{joined.replace('{dot}', '[dot]')}", "square brackets"),
            (f"{local}#{host}.{end}", "hash"),
            (f"{local} @ {host} . {joined.replace('{dot}', ' . ')}", "spaced"),
            (f"{local}@{host}。{joined.replace('{dot}', '。')}", "Chinese full stop"),
            (_full_width(f"{local}@{host}.{end}", random), "full width"),
            (f"{local}\u200b@{host}.{end}", "zero width"),
            (f"{local}@{host}.{end}".upper(), "capitals"),
            (f"{local} 艾特 {host} 点 {joined.replace('{dot}', ' 点 ')}", "spelt and spaced"),
            (f"{local}小老鼠{host}.{end}" if language == ZT else f"{local}圈a{host}.{end}", "slang for at"),
        ]
    )
    words = {
        ZH: ["邮箱", "我的邮箱是 ", "发到 ", "邮件："],
        ZT: ["信箱", "電子郵件：", "寄到 "],
        EN: ["email ", "write to ", "my e-mail is ", "contact: "],
    }
    return Thing("email", disguise, _pick(random, words, language), value)


def address(random: Random, language: str) -> Thing:
    no, unit = random.randint(1, 399), random.randint(101, 2909)
    places = {
        ZH: [
            f"北京市海淀区中关村大街{no}号{random.randint(1, 30)}号楼{unit}室",
            f"浙江省杭州市余杭区文一西路{no}号{random.randint(1, 30)}幢{random.randint(1, 5)}单元{unit}",
            f"江苏省苏州市工业园区星湖街{no}号{unit}室",
            f"成都市武侯区天府三街{no}号{random.randint(1, 9)}栋{unit}",
            f"河南省商丘市夏邑县李集镇王庄村{no}号",
            f"上海市闵行区莘庄镇七莘路{no}弄{random.randint(1, 90)}号{unit}室",
            f"广西南宁市青秀区民族大道{no}号万象小区{random.randint(1, 30)}栋{unit}房",
            f"哈尔滨市南岗区西大直街{no}号",
        ],
        ZT: [
            f"台北市信義區松仁路{no}巷{random.randint(1, 50)}號{random.randint(2, 20)}樓",
            f"新北市板橋區文化路二段{no}號{random.randint(2, 20)}樓之{random.randint(1, 5)}",
            f"高雄市左營區博愛二路{no}號",
            f"香港九龍旺角彌敦道{no}號{random.randint(2, 30)}樓B室",
            f"臺中市西屯區臺灣大道三段{no}號",
        ],
        EN: [
            f"{no} Maple Street",
            f"{no} North Lake Road, Apt {random.randint(1, 40)}",
            f"Flat {random.randint(1, 40)}, {no} Baker Street",
            f"Room {unit}, Building {random.randint(1, 20)}, {no} Nanjing West Road",
            f"{no} Sunset Blvd",
        ],
    }
    words = {
        ZH: ["收货地址：", "我住在", "地址", "寄到", "送到"],
        ZT: ["收件地址：", "我住在", "地址是", "送到"],
        EN: ["I live at ", "my address is ", "deliver to ", "address: "],
    }
    return Thing("address", "street", _pick(random, words, language), _pick(random, places, language))


def name(random: Random, language: str) -> Thing:
    names = {
        ZH: [
            "张伟",
            "王秀英",
            "李娜",
            "刘洋",
            "欧阳修文",
            "司马晴",
            "诸葛青",
            "赵一鸣",
            "周杰",
            "吴彤",
            "郑爽爽",
            "田静",
            "孙悦",
        ],
        ZT: ["陳怡君", "林志玲", "黃雅婷", "張家豪", "歐陽菲", "劉德明", "鄭宇軒", "葉子", "許庭瑋"],
        EN: ["John Smith", "Mary Jones", "Wei Zhang", "Sarah O'Brien", "Li Na", "Anna Taylor-Smith"],
    }
    words = {
        ZH: ["姓名：", "收件人", "联系人：", "我叫", "收货人是", "本人", "寄件人 ", "持卡人"],
        ZT: ["姓名：", "收件人：", "聯絡人", "我叫", "訂購人：", "我的名字是"],
        EN: ["my name is ", "Name: ", "recipient: ", "I am called ", "addressed to "],
    }
    return Thing("name", "after a word", _pick(random, words, language), _pick(random, names, language))


def wechat(random: Random, language: str) -> Thing:
    words = {
        ZH: [
            "微信",
            "微信号：",
            "加我微信",
            "V信",
            "薇信",
            "威信",
            "wx ",
            "vx:",
            "VX：",
            "加V ",
            "+v ",
            "weixin ",
            "徽信",
            "微❤",
            "薇❤",
            "微 信 ",
            "卫星",
            "WeChat：",
        ],
        ZT: ["微信", "微信號：", "加我微信", "V信", "薇信", "WeChat ID："],
        EN: ["WeChat ", "wechat id: ", "my wx is ", "vx ", "add my WeChat "],
    }
    value = random.choice(
        [
            random.choice(["lilei_", "abc-", "wei", "wxid_", "Xiao"]) + digits(random, random.choice([4, 6])),
            random.choice("kmz") + digits(random, 8),
            "1" + random.choice("3589") + digits(random, 9),
            random.choice(["sunshine_girl", "maomaochong", "happy-mum"]),
        ]
    )
    value = random.choice([value, value, _full_width(value, random)])
    return Thing("wechat", "account", _pick(random, words, language), value)


def qq(random: Random, language: str) -> Thing:
    number = random.choice("123456789") + digits(random, random.randint(5, 9))
    value = random.choice([number, _full_width(number, random), _numerals(number, random), " ".join(number)])
    words = {
        ZH: ["QQ", "QQ号：", "扣扣", "加我q ", "企鹅", "Q Q ", "qq是", "球球"],
        ZT: ["QQ", "QQ號："],
        EN: ["QQ ", "my QQ is ", "QQ: "],
    }
    return Thing("qq", "account", _pick(random, words, language), value)


def social(random: Random, language: str) -> Thing:
    handle = random.choice(["lilei", "mei_mei", "tom.k", "shop_fan"]) + digits(random, 3)
    words = {
        ZH: ["支付宝账号", "我的抖音号：", "微博@", "小红书号 ", "抖音@"],
        ZT: ["LINE ID：", "我的IG @", "支付寶帳號 ", "賴ID "],
        EN: ["Telegram @", "my Instagram is @", "Twitter @", "LINE ID: ", "Alipay account "],
    }
    before = _pick(random, words, language)
    return Thing("account", "social", before.removesuffix("@"), ("@" if before.endswith("@") else "") + handle)


def plate(random: Random, language: str) -> Thing:
    first, second = (
        random.choice("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"),
        random.choice("ABCDEFGH"),
    )
    tail = random.choice(
        [
            digits(random, 5),
            random.choice("ABKM") + digits(random, 4),
            digits(random, 3) + "XY",
            "D" + digits(random, 5),
            digits(random, 5) + "F",
            "F" + random.choice("AB") + digits(random, 4),
            digits(random, 4) + "学",
        ]
    )
    sign = random.choice(["", "·", " ", "•", "-"])
    words = {ZH: ["车牌", "车牌号：", "我的车", "开着"], ZT: ["車牌", "車號"], EN: ["plate ", "licence plate "]}
    value = f"{first}{second}{sign}{tail}"
    return Thing(
        "plate",
        "licence",
        _pick(random, words, language),
        random.choice([value, value, value.lower(), _full_width(value, random)]),
    )


def vin(random: Random, language: str) -> Thing:
    alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    worth = (
        dict(zip("ABCDEFGH", range(1, 9), strict=True))
        | dict(zip("JKLMN", range(1, 6), strict=True))
        | {"P": 7, "R": 9}
    )
    worth |= dict(zip("STUVWXYZ", range(2, 10), strict=True)) | {str(n): n for n in range(10)}
    body = [
        random.choice("LJWS"),
        *random.choices(alphabet, k=7),
        "0",
        *random.choices(alphabet, k=4),
        *digits(random, 4),
    ]
    total = sum(
        worth[one] * weight
        for one, weight in zip(body, (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2), strict=True)
    )
    body[8] = "0123456789X"[total % 11]
    words = {ZH: ["车架号", "VIN：", "车辆识别码"], ZT: ["車身號碼", "VIN "], EN: ["VIN ", "chassis number "]}
    value = "".join(body)
    return Thing(
        "vin",
        "vehicle",
        _pick(random, words, language),
        random.choice([value, value.lower(), _full_width(value, random)]),
    )


def network(random: Random, language: str) -> Thing:
    ip = ".".join(str(random.randint(1, 254)) for _ in range(4))
    six = ":".join([random.choice(["2001", "2408", "fe80"]), *(f"{random.randint(0, 0xFFFF):x}" for _ in range(7))])
    mac = ":".join(f"{random.randint(0, 255):02x}" for _ in range(6))
    imei = _luhn("86" + digits(random, 12))
    value, before = random.choice(
        [
            (
                ip,
                {
                    ZH: ["IP ", "IP地址：", "登录IP是"],
                    ZT: ["IP位址：", "IP "],
                    EN: ["IP ", "my IP address is ", "from IP "],
                },
            ),
            (six, {ZH: ["IP地址 "], ZT: ["IP "], EN: ["IPv6 "]}),
            (mac, {ZH: ["MAC地址", "设备MAC："], ZT: ["MAC位址："], EN: ["MAC address ", "MAC "]}),
            (imei, {ZH: ["IMEI ", "手机串号", "IMEI：", "设备号"], ZT: ["IMEI："], EN: ["IMEI ", "IMEI number "]}),
        ]
    )
    return Thing("device", "network", _pick(random, before, language), value)


KINDS: dict[str, Callable[[Random, str], Thing]] = {
    "mobile": mobile,
    "fixed line": fixed_line,
    "regional phone": regional_phone,
    "foreign phone": foreign_phone,
    "id18": id18,
    "id15": id15,
    "passport": passport,
    "permit": permit,
    "Taiwan ID": taiwan_id,
    "Hong Kong ID": hong_kong_id,
    "card": card,
    "secret": secret,
    "email": email,
    "address": address,
    "name": name,
    "wechat": wechat,
    "qq": qq,
    "social": social,
    "plate": plate,
    "vin": vin,
    "network": network,
}


OPENINGS = {
    ZH: [
        "你好",
        "东西到现在还没收到",
        "客服一直不理人",
        "质量太差了",
        "我要投诉",
        "都一个星期了",
        "急急急",
        "退款还没到账",
        "说好的赔偿呢",
    ],
    ZT: ["您好", "東西一直沒收到", "客服都不回", "品質太差", "我要投訴", "已經一週了", "退款還沒到"],
    EN: [
        "Hello",
        "nothing has arrived",
        "nobody answers",
        "poor quality",
        "I want to complain",
        "it has been a week",
        "still no refund",
    ],
}
JOINTS = {ZH: ["，", "。", "！", "\n", "；", " "], ZT: ["，", "。", "\n", "！"], EN: [". ", ", ", "\n", "; ", " - "]}


def disclosures(*, seed: int, rounds: int) -> Iterator[Written]:
    """Every kind in every language, ``rounds`` times, each with a thing of another kind and traps around."""
    random = Random(seed)
    for _ in range(rounds):
        for kind in KINDS:
            for language in LANGUAGES:
                yield _written(random, kind, language)


def _written(random: Random, kind: str, language: str) -> Written:
    parts: list[tuple[str, str, Thing | None]] = []
    for one in dict.fromkeys((kind, random.choice(list(KINDS)))):
        made = KINDS[one](random, language)
        parts.append((made.before, made.value, made))
    parts += [(*look_alike(random, language), None) for _ in range(random.randint(1, 3))]
    random.shuffle(parts)
    text = random.choice(OPENINGS[language])
    things: list[tuple[str, str, int, int]] = []
    traps: list[tuple[int, int]] = []
    for before, value, thing in parts:
        text += random.choice(JOINTS[language]) + before
        start, text = len(text), text + value
        if thing is None:
            traps.append((start, len(text)))
        else:
            things.append((thing.kind, thing.disguise, start, len(text)))
    return Written(text=text, language=language, things=tuple(things), traps=tuple(traps))
