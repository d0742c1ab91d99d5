"""What tells who somebody is, beyond numbers that carry a check digit: documents, accounts, addresses, names, plates.

Runs of letters and digits collide with order numbers and models, so most of these need a word before them. Patterns
read folded text (lower case, half width, Simplified); every repeat is bounded.
"""

from __future__ import annotations

import re
from typing import Final

ADDRESS: Final = "address"
IP_ADDRESS: Final = "ip_address"
NAME: Final = "name"
PASSPORT: Final = "passport"
PLATE: Final = "plate"
QQ: Final = "qq"
SECRET: Final = "secret"  # noqa: S105 - the name of a kind
VIN: Final = "vin"
WECHAT: Final = "wechat"

_HAN: Final = "\u4e00-\u9fff"
_IS: Final = r"(?:号码|账号|号|id)?\s?(?:is|是|为|[:=])?\s?"
_NOT_LONGER: Final = r"(?![a-z0-9])"

PASSPORT_NUMBER: Final = (
    rf"(?:护照|\bpassport|通行证|台胞证|回乡证|\bpermit){_IS}(?:number|no\.?)?[\s:#]{{0,2}}"
    rf"((?:[eg]\d{{8}}|e[a-hj-np-z]\d{{7}}|[hmc]\d{{8,10}}|[a-z]{{1,2}}\d{{7,8}}|\d{{8,9}})){_NOT_LONGER}"
)
HONG_KONG_ID: Final = rf"(?<![a-z0-9])([a-z]{{1,2}}\d{{6}}\([0-9a]\)){_NOT_LONGER}"
HONG_KONG_ID_NAMED: Final = (
    rf"(?:身份证|\bhkid|\bid card|\bid){_IS}(?:no\.?|number)?\s?([a-z]{{1,2}}\d{{6}}[0-9a]){_NOT_LONGER}"
)
TAIWAN_ID: Final = rf"(?<![a-z0-9])([a-z][1289]\d{{8}}){_NOT_LONGER}"
OLD_MAINLAND_ID: Final = rf"(?:身份证){_IS}([1-9]\d{{14}})(?!\d)"

_WECHAT_WORD: Final = r"(?:微信|薇信|威信|卫星|[vｖ]信|weixin|\bwechat|(?<![a-z0-9])(?:wx|vx)|(?:加|\+)\s?v(?![a-z]))"
WECHAT_ID: Final = (
    rf"{_WECHAT_WORD}(?:\s?(?:号码|账号|号|id)\s?[:是为]?\s?|\s?[:是为]\s?|\s?(?:is\s|id\s)?\s?(?=[a-z_-]{{1,19}}[\d_]))"
    rf"([a-z][a-z0-9_-]{{5,19}}){_NOT_LONGER}(?!@)"
)
QQ_NUMBER: Final = (
    r"(?:(?<![a-z])q\s?q|扣扣|企鹅)\s?(?:号码|账号|号|群)?\s?(?:是|为|is|[:=])?\s?([1-9]\d{4,10})(?![\d@])"
)
GIVEN_CODE: Final = (
    r"(?:密码|验证码|动态码|校验码|安全码|取件码|\bcvv2?|\bcvc|\bpassword|\bpasscode|\botp|\bpin code"
    r"|\bverification code)"
    r"\s?(?:is|是|为|[:=])?\s?((?=[a-z!@#$%_-]{0,19}\d)[a-z0-9!@#$%_-]{3,20})(?![a-z0-9])"
)
LICENCE_PLATE: Final = (
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-np-z][·\s]?"
    r"(?:[df][a-hj-np-z0-9]\d{4}|\d{5}[df]|(?=[a-z]{0,4}\d)[a-hj-np-z0-9]{4}[a-hj-np-z0-9挂学警港澳]))" + _NOT_LONGER
)
VIN_NUMBER: Final = rf"(?<![a-z0-9])((?=[a-z]{{0,16}}\d)(?=\d{{0,16}}[a-z])[a-hj-npr-z0-9]{{17}}){_NOT_LONGER}"
IP_NUMBER: Final = r"\bip\s?(?:地址|address)?\s?(?:is|是|为|:)?\s?(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])"

_PROVINCE: Final = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|"
    "青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|广州|深圳|杭州|南京|成都|武汉|西安|苏州|长沙|郑州|青岛|宁波|厦门|东莞|佛山|合肥|"
    "台北|新北|桃园|台中|台南|高雄|基隆|新竹|九龙"
)
_ADDRESS_WORD: Final = "收货地址|收件地址|寄件地址|送货地址|家庭地址|新地址|地址|家住|住在|住址"
_COUNTED: Final = r"[\da-z一二三四五六七八九十百零]{1,6}(?:-\d{1,5}){0,3}"
_UNIT: Final = "号楼|号院|号|弄|栋|幢|座|单元|层|楼|室|户|房"
STREET_ADDRESS: Final = (
    rf"(?:(?:{_ADDRESS_WORD})(?:改成|改为|换成|是|为|在|:)?\s?)?"
    rf"((?:(?:{_PROVINCE})|(?<=址)[{_HAN}]|(?<=址:)[{_HAN}]|(?<=址是)[{_HAN}]|(?<=住在)[{_HAN}]|(?<=家住)[{_HAN}])"
    rf"[{_HAN}]{{0,24}}(?:路|街|大道|道|巷|弄|村|镇|里|段|园|苑|小区|城|屯|庄|湾|广场)[{_HAN}\s]{{0,12}}?{_COUNTED}(?:{_UNIT})"
    rf"(?:\s?[{_HAN}]{{0,8}}?{_COUNTED}(?:{_UNIT})){{0,4}}(?:\s?\d{{2,5}}(?![\d年月日天号个元块]))?)"
)
_NO_STREET_NAME: Final = r"(?!(?:the|on|in|to|of|my|a|for|and|at|after|by|per|days?|hours?|minutes?|times?|miles?)\b)"
ENGLISH_ADDRESS: Final = (
    rf"(?<![\d.-])(\d{{1,5}} (?:{_NO_STREET_NAME}[a-z]{{2,15}} ){{1,3}}"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|drive|terrace)\b\.?"
    r"(?:,? (?:apt|flat|unit|suite|room)\.? ?#?[a-z0-9]{1,6})?)"
)

_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于傅皮卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄米明臧伏戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾江童颜郭梅盛林钟徐"
    "邱骆高夏蔡田樊胡凌霍虞万卢莫房解应宗丁邓崔龚程邢裴陆翁侯宁仇甘祖武符刘景詹龙叶黎白蒲赖卓池乔闻党谭劳姬申冉桑桂牛尚温庄柴瞿阎"
    "连艾容向古易廖耿满匡文寇广欧沃蔚越隆师巩聂晁敖辛阚简饶曾沙丰关相查荆游权益桓肖涂洪包左石吉邝覃佟车路岳甄简"
)
COMPOUND_SURNAMES: Final = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|夏侯"
_FULL_NAME: Final = rf"(?:(?:{COMPOUND_SURNAMES})[{_HAN}]{{1,2}}?|[{_SURNAMES}][{_HAN}]{{1,2}}?)"
_NAME_ENDS: Final = r"(?=\s|$|[,.;:!?、。()\x00\d/\[\]|a-z]|电话|手机|联系|地址|住|身份|微信|的|收|是|,)"
_NAME_WORD: Final = "姓名|收件人|收货人|联系人|寄件人|持卡人|户名|开户名|我叫|我的名字是|名字叫|真名叫?|本人叫|签收人"
NAMED_PERSON: Final = rf"(?:{_NAME_WORD})(?:是|为|叫|:)?\s?({_FULL_NAME}){_NAME_ENDS}"
_LIKELY_SURNAMES: Final = (
    "赵孙李周吴郑王冯陈蒋沈韩杨朱秦许张曹谢邹苏潘彭唐袁邓薛雷罗郝顾孟徐邱郭林蔡胡卢丁崔程陆刘叶谭廖曾肖欧阳"
)
SPEAKING_PERSON: Final = rf"(?:我是|本人)([{_LIKELY_SURNAMES}][{_HAN}]{{1,2}})(?=,|。|\.|$|电话|手机|\()"
ADDRESSED_PERSON: Final = rf"(?<![{_HAN}])({_FULL_NAME})(?=先生|女士|小姐|太太)"
_NO_NAME: Final = r"(?!(?:and|i|from|my|but|the|on|with|order|not|is|please|here|who|a|phone|tel|email|address)\b)"
_ENGLISH_NAME: Final = rf"{_NO_NAME}[a-z][a-z'-]{{1,19}}"
ENGLISH_PERSON: Final = (
    r"(?:\bmy name is|\bname:|\brecipient:|\bconsignee:)\s?"
    rf"({_ENGLISH_NAME}(?: {_ENGLISH_NAME})?)"
)

_NO_NAMES: Final = re.compile(
    "方便|关于|任何|马上|于是|高兴|高[中一二三]|安装|向你|相信|相关|应该|明天|明明|白领|黄[牛金钻]|王者|金[牌卡]|常客|文员|万一"
)
"""Words that begin like a surname."""


def is_name(found: str) -> bool:
    return not _NO_NAMES.match(found)


def is_person_addressed(found: str) -> bool:
    """A surname alone, as in 张先生, names nobody."""
    return len(found) > 1 and is_name(found)


def is_ip_address(found: str) -> bool:
    return all(int(part) <= 255 for part in found.split("."))
