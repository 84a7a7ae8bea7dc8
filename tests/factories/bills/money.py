"""Amounts as hospitals print them: with or without separators, in figures and in words. Amounts are integer fen."""

from __future__ import annotations

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def in_figures(minor: int, style: str = "plain") -> str:
    """`plain` 1291.24 · `thousands` 1,291.24 · `sign` ￥1,291.24 · `yen` ¥1291.24 · `wide` １２９１．２４"""
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    plain = f"{sign}{minor // 100}.{minor % 100:02d}"
    separated = f"{sign}{minor // 100:,}.{minor % 100:02d}"
    return {
        "plain": plain,
        "thousands": separated,
        "sign": f"￥{separated}",
        "yen": f"¥{plain}",
        "wide": plain.translate(_WIDE),
    }[style]


def in_words(minor: int, yuan: str = "元") -> str:
    """The amount in the capital figures of Chinese cheques: 129124 → 壹仟贰佰玖拾壹元贰角肆分. Below 10^12 fen."""
    whole, jiao, fen = minor // 100, minor // 10 % 10, minor % 10
    text = _whole(whole) + yuan if whole else ""
    if not jiao and not fen:
        return (text or f"零{yuan}") + "整"
    if jiao:
        text += DIGITS[jiao] + "角"
    elif text:
        text += "零"
    return text + (DIGITS[fen] + "分" if fen else "")


def _whole(number: int) -> str:
    text, gap = "", False
    for power, name in ((2, "亿"), (1, "万"), (0, "")):
        group = number // 10_000**power % 10_000
        if not group:
            gap = bool(text)
            continue
        if gap or (text and group < 1000):
            text += "零"
        text, gap = text + _group(group) + name, False
    return text


def _group(group: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if gap else "") + DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = bool(text)
    return text
