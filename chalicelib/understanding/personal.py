"""What tells who somebody is: documents, bank cards, vehicles, addresses, names.

Runs of letters and digits collide with order numbers and models, so most of these need a word before them. Patterns
read folded text (lower case, half width, Simplified); every repeat is bounded.
"""

from __future__ import annotations

import re
from typing import Final

_HAN: Final = "\u4e00-\u9fff"
_IS: Final = r"(?:字号|号码|账号|号|id)?\s?(?:is\b|是|为|[:=])?\s?"
_NUMBER: Final = r"(?:number|num|no\.?)?\s?(?:is\b|[:#])?\s?"
_NOT_LONGER: Final = r"(?![a-z0-9])"
_ID_WORD: Final = r"(?:身份证|身分证|证件|sfz|\bhkid|\bid card|\bidentity card|\bid)"

PASSPORT_NUMBER: Final = (
    rf"(?:护照|\bpassport|通行证|台胞证|回乡证|\bpermit){_IS}{_NUMBER}"
    rf"((?:[eg] ?\d{{8}}|e ?[a-hj-np-z]\d{{7}}|[hmc] ?\d{{8,10}}|[a-z]{{1,2}}\d{{7,8}}|\d{{8,9}})){_NOT_LONGER}"
)
MAINLAND_ID: Final = r"(?:(?<![a-z0-9])|(?<=sfz))(?<!\d[.-])([1-9](?:[ .-]?\d){16}[ .-]?[\dx])(?![a-z0-9])"
OLD_MAINLAND_ID: Final = rf"{_ID_WORD}{_IS}{_NUMBER}([1-9]\d{{14}})(?!\d)"
HONG_KONG_ID: Final = rf"(?<![a-z0-9])([a-z]{{1,2}} ?\d{{6}} ?\([0-9a]\)){_NOT_LONGER}"
HONG_KONG_ID_NAMED: Final = rf"{_ID_WORD}{_IS}{_NUMBER}([a-z]{{1,2}} ?\d{{6}} ?[0-9a]){_NOT_LONGER}"
TAIWAN_ID: Final = rf"(?<![a-z0-9])([a-z][1289]\d{{8}}){_NOT_LONGER}"
TAIWAN_ID_NAMED: Final = rf"{_ID_WORD}{_IS}{_NUMBER}([a-z][ -]?[1289](?:[ -]?\d){{8}}){_NOT_LONGER}"

_CARD_WORD: Final = (
    r"(?:卡号|银行卡?|信用卡|储蓄卡|借记卡|[工建农中招交]行|账号|帐号|账户|\bcards?\s?(?:number|no\.?)?"
    r"|\baccount\s?(?:number|no\.?)?)"
)
NAMED_CARD: Final = (
    rf"{_CARD_WORD}(?:卡号|账号|号码|号)?\s?(?:is\b|是|为|[:#.=(\[])?\s?(\d(?:[ .·-]?\d){{12,18}})"
    rf"(?![a-z0-9]|[.-]\d|\s?[年月日号])"
)
GROUPED_CARD: Final = (
    r"(?<![\d.+])(?<!\d-)([3-69]\d{3}(?:[ .·-]\d{4}){2,3}(?:[ .·-]\d{1,7})?"
    r"|3[47]\d{2}[ .·-]\d{6}[ .·-]\d{5}|62\d{4}[ ·-]\d{10,13})(?!-?\d)"
)
BARE_CARD: Final = r"(?<![a-z0-9_.])(?<![a-z0-9]-)((?:4\d|5[1-5])\d{14}|62\d{14,17})(?![a-z0-9_])(?!-[a-z0-9])"

LICENCE_PLATE: Final = (
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-np-z][·•\s-]?"
    r"(?:[df][a-hj-np-z0-9]\d{4}|\d{5}[df]|(?=[a-z]{0,4}\d)[a-hj-np-z0-9]{4}[a-hj-np-z0-9挂学警港澳]))" + _NOT_LONGER
)
VIN_NUMBER: Final = rf"(?<![a-z0-9])((?=[a-z]{{0,16}}\d)(?=\d{{0,16}}[a-z])[a-hj-npr-z0-9]{{17}}){_NOT_LONGER}"

_PLACES: Final = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东"
    "|海南|四川|贵州|云南|陕西|甘肃|"
    "青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|广州|深圳|杭州|南京|成都|武汉|西安|苏州|长沙|郑州"
    "|青岛|宁波|厦门|东莞|佛山|合肥|"
    "台北|新北|桃园|台中|台南|高雄|基隆|新竹|九龙|哈尔滨|长春|沈阳|大连|济南|福州|南昌|南宁|昆明|贵阳"
    "|太原|石家庄|无锡|温州|泉州|珠海"
)
_ADDRESS_WORD: Final = "收货地址|收件地址|寄件地址|送货地址|家庭地址|新地址|地址|家住|住在|住址"
_TO: Final = "寄到|送到|发到|寄往|送往|发往|寄给|改到|改成|改为|换成|搬到"
_COUNTED: Final = r"[\da-z一二三四五六七八九十百零]{1,6}(?:-\d{1,5}){0,3}"
_UNIT: Final = "号楼|号院|号(?!线)|巷|弄|栋|幢|座|单元|层|楼|室|户|房"
_DISTRICT: Final = rf"[{_HAN}]{{2,6}}?(?:省|市|自治区|区|县|镇|街道)(?=[{_HAN}])"
STREET_ADDRESS: Final = (
    rf"(?:(?:{_ADDRESS_WORD})(?:{_TO}|是|为|在|:)?\s?|(?:{_TO})\s?)?"
    rf"((?:(?:{_PLACES})|(?<=[址住寄送发改换搬][在到往给成为是:]){_DISTRICT}|(?<=址){_DISTRICT}|"
    rf"(?<![{_HAN}]){_DISTRICT}"
    rf"|(?<=址)[{_HAN}]|(?<=址[:是])[{_HAN}]|(?<=[住]在)[{_HAN}])"
    rf"[{_HAN}]{{0,24}}(?:路|街|大道|道|巷|弄|村|镇|里|段|园|苑|小区|城|屯|庄|湾"
    rf"|广场)[{_HAN}\s]{{0,12}}?{_COUNTED}(?:{_UNIT})"
    rf"(?:\s?[{_HAN}]{{0,8}}?{_COUNTED}(?:{_UNIT})){{0,5}}(?:之[0-9一二三四五六七八九]{{1,2}})?"
    rf"(?:\s?[a-z]?\d{{2,5}}(?![\d年月日天号个元块/.:-]))?)"
)
_NO_STREET_NAME: Final = (
    r"(?!(?:the|on|in|to|of|my|a|for|and|at|after|by|per|tb|gb|hard|usb|flash|test|days?|hours?"
    r"|minutes?|times?|miles?)\b)"
)
_ROOM: Final = r"(?:apt|apartment|flat|unit|suite|room|building|block|floor)\.? ?#?[a-z0-9]{1,6}"
ENGLISH_ADDRESS: Final = (
    rf"(?<![\d.-])((?:{_ROOM},? ){{0,3}}\d{{1,5}} (?:{_NO_STREET_NAME}[a-z]{{2,15}} ){{1,3}}"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|boulevard|blvd|drive|terrace)\b\.?"
    rf"(?:,? {_ROOM}){{0,2}})"
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
_NAME_WORD: Final = (
    "姓名|收件人|收货人|联系人|联络人|寄件人|订购人|订货人|持卡人|户名|开户名|我叫|我的名字是|名字叫"
    "|真名叫?|本人叫|签收人"
)
NAMED_PERSON: Final = rf"(?:{_NAME_WORD})(?:是|为|叫|:)?\s?({_FULL_NAME}){_NAME_ENDS}"
_LIKELY_SURNAMES: Final = (
    "赵孙李周吴郑王冯陈蒋沈韩杨朱秦许张曹谢邹苏潘彭唐袁邓薛雷罗郝顾孟徐邱郭林蔡胡卢丁崔程陆刘叶谭廖曾肖欧阳"
)
SPEAKING_PERSON: Final = (
    rf"((?<=我是)[{_LIKELY_SURNAMES}][{_HAN}]{{1,2}}|(?<=本人){_FULL_NAME})(?=[,.;!。(\s]|$|电话|手机)"
)
ADDRESSED_PERSON: Final = rf"(?<![{_HAN}])({_FULL_NAME})(?=先生|女士|小姐|太太)"
_NO_NAME: Final = (
    r"(?!(?:and|i|from|my|but|the|on|with|order|not|is|please|here|who|a|phone|tel|email|address|in|at"
    r"|to|for|of|as|it|only|spelled|misspelled|wrong|used|already|so|that|was)\b)"
)
_ENGLISH_NAME: Final = rf"{_NO_NAME}[a-z][a-z'-]{{1,19}}"
ENGLISH_PERSON: Final = (
    r"(?:\bmy name is|\bname:|\brecipient:|\bconsignee:|\bi(?: a|')m called|\baddressed to|\battention:)\s?"
    rf"({_ENGLISH_NAME}(?: {_ENGLISH_NAME})?)"
)

_NO_NAMES: Final = re.compile(
    "方便|关于|任何|马上|于是|高兴|高[中一二三]|安装|向你|相信|相关|应该|明天|明明|白领|黄[牛金钻]"
    "|王者|金[牌卡]|常客|文员|万一"
)
"""Words that begin like a surname."""


def is_name(found: str) -> bool:
    return not _NO_NAMES.match(found)


def is_person_addressed(found: str) -> bool:
    """A surname alone, as in 张先生, names nobody."""
    return len(found) > 1 and is_name(found)
