"""Taking out of a text what says who wrote it, before anybody quotes it: names, numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "▇▇"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_TITLES = "先生|女士|小姐|经理|主任|医生|大夫|老师|护士|专员|总|阿姨|叔叔|大姐|大哥|师傅"
_CHINESE_DIGITS = "零〇一二三四五六七八九幺两"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, flags), put)
    for pattern, put, flags in (
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", MASK, 0),
        (r"(?:微信|wechat|weixin|qq)(?:号|\s?id)?\s?(?:是|为|:)?\s?[a-z0-9_-]{5,}", MASK, re.IGNORECASE),
        # Anything that holds seven digits or more, however they are spaced: telephones, identity and bank cards, policies.
        (r"[A-Za-z]{0,4}[-+]?(?:\d[ \-·.()/]?){6,}[\dXx]", MASK, 0),
        (rf"[{_CHINESE_DIGITS}]{{7,}}", MASK, 0),
        (r"\b[A-Z]{2,4}-?\d{4,}\b", MASK, 0),
        (r"(?<=[我他她]叫)[㐀-鿿]{2,3}(?![㐀-鿿]{4})", MASK, 0),
        (r"((?:姓名|名字|联系人|本人姓名|代理人|业务员|客服)(?:是|叫|为|:)\s?)[㐀-鿿]{2,4}", rf"\1{MASK}", 0),
        (
            rf"(我是|本人|我爱人|我老公|我妻子|我儿子|我女儿)([{_SURNAMES}][㐀-鿿]{{1,2}})(?=[,.;!?、\s]|$)",
            rf"\1{MASK}",
            0,
        ),
        (rf"[{_SURNAMES}][㐀-鿿]{{0,2}}?(?={_TITLES})", MASK, 0),
        (
            (
                r"(?:小|老|阿)(?!周末|周到|周期|马虎|高|时|方便|方)"
                rf"[{_SURNAMES}](?![㐀-鿿]?(?:年|时|区|路|院))(?=[㐀-鿿,.;!?、\s]|$)"
            ),
            MASK,
            0,
        ),
        (
            r"((?:my name is|name is|i am called|this is|i'm|agent named|named)\s)[A-Z][a-z]+(?:\s[A-Z][a-z]+){0,2}",
            rf"\1{MASK}",
            0,
        ),
        (r"((?:My name is|Name is|I'm|I am|This is)\s)[A-Z][a-z]+(?:\s[A-Z][a-z]+){0,2}", rf"\1{MASK}", 0),
        (r"\b((?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s)[A-Z][A-Za-z'-]+(?:\s[A-Z][a-z'-]+)?", rf"\1{MASK}", 0),
        (r"[㐀-鿿]{2,4}(?:路|街|大道|巷|弄|小区|花园)\d+[号弄栋幢座室\d-]*", MASK, 0),
        (
            r"\b\d+[A-Za-z]?\s[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive)\b",
            MASK,
            0,
        ),
    )
)


def mask(text: str, *, names: Iterable[str] = ()) -> str:
    """A clean text without what points to a person; `names` are those known to belong to the writer or to staff."""
    for name in sorted((name.strip() for name in names), key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, MASK)
    for pattern, put in _PATTERNS:
        text = pattern.sub(put, text)
    return text
