"""Amounts written in Chinese capitals (大写) and back: 壹仟贰佰玖拾壹元贰角肆分 is 1291.24 yuan.

Source of the form: 会计基础工作规范 art. 52 (capitals, 零 for inner zeros, 整 where no 分 follow).
"""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_PLACE_VALUES = {"拾": 10, "佰": 100, "仟": 1000}
_LARGEST_MINOR = 10**14
_THOUSAND = 1000

# Other ways to write the same sign, and signs that readers of pictures often see instead of it.
_SAME = {
    "零": "〇○O0",
    "壹": "一弌壱壶",
    "贰": "二貳弍",
    "叁": "三叄参參",
    "肆": "四",
    "伍": "五",
    "陆": "六陸",
    "柒": "七漆染",
    "捌": "八扒",
    "玖": "九",
    "拾": "十",
    "佰": "百",
    "仟": "千",
    "万": "萬",
    "亿": "億",
    "元": "圆圓园",
    "整": "正",
    "负": "負",
}
_CANON = {ord(other): sign for sign, others in _SAME.items() for other in others}
_MEANT = frozenset(_DIGITS + "拾佰仟万亿元角分整负")


def capitals_of(minor: int) -> str:
    """How a bill writes the amount. Raises ValueError beyond 10¹⁴ fen."""
    if abs(minor) >= _LARGEST_MINOR:
        raise ValueError("too large to write out")
    sign = "负" if minor < 0 else ""
    yuan, rest = divmod(abs(minor), 100)
    jiao, fen = divmod(rest, 10)
    text = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{sign}{text}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif text:
        text += "零"
    return f"{sign}{text}{_DIGITS[fen]}分" if fen else f"{sign}{text}整"


def minor_of_capitals(text: str) -> int | None:
    """The amount that capitals state, or None when they state none. Unknown signs inside make it None too."""
    signs = text.translate(_CANON).replace(" ", "").removeprefix("人民币").strip(":()¥")
    if not signs or not set(signs) <= _MEANT or not set(signs) & set("元角分"):
        return None
    negative, signs = signs.startswith("负"), signs.removeprefix("负")
    signs = signs.rstrip("整")
    yuan_text, found, rest = signs.partition("元")
    if not found:
        yuan_text, rest = "", signs
    yuan = _number(yuan_text) if yuan_text else 0
    cents = _cents(rest)
    if yuan is None or cents is None:
        return None
    minor = yuan * 100 + cents
    return -minor if negative else minor


def _whole(yuan: int) -> str:
    if yuan == 0:
        return "零"
    groups: list[int] = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    text, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < _THOUSAND):
            text += "零"
        text += _group(group) + _GROUPS[index]
        gap = False
    return text


def _group(number: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text


def _number(text: str) -> int | None:
    """The whole number of capitals such as 壹拾贰万零叁佰, or None when the signs are out of order."""
    for mark, factor in (("亿", 10**8), ("万", 10**4)):
        high, found, low = text.partition(mark)
        if found:
            above = _number(high)
            below = _number(low) if low else 0
            fits = above is not None and below is not None and below < factor
            return above * factor + below if fits and above is not None and below is not None else None
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for sign in text:
        if sign in _PLACE_VALUES:
            value = _PLACE_VALUES[sign]
            if value >= last:
                return None
            total += (1 if digit is None else digit) * value
            digit, last = None, value
        elif sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS.index(sign)
        else:
            return None
    return total + (digit or 0)


def _cents(text: str) -> int | None:
    """角 and 分 after 元."""
    cents, rest = 0, text.strip("零")
    for mark, value in (("角", 10), ("分", 1)):
        if mark in rest:
            digit, _, rest = rest.partition(mark)
            digit = digit.strip("零") or "零"
            if len(digit) != 1 or digit not in _DIGITS:
                return None
            cents += _DIGITS.index(digit) * value
    return cents if not rest.strip("零整") else None
