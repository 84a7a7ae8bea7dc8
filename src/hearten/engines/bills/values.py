"""What does a piece of read text say: an amount, a day, a code? Tolerant of what readers of pictures confuse."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

# Signs that look like digits, where only digits can stand.
_LIKE_DIGITS = str.maketrans({"O": "0", "o": "0", "D": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "!": "1"})
_LIKE_DIGITS |= str.maketrans({"Z": "2", "z": "2", "S": "5", "s": "5", "B": "8"})
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|[¥YＹ羊])+", re.IGNORECASE)
_AMOUNT = re.compile(r"[-+]?\d[\d,.]*")
_MOST_DIGITS = 14
_IDENTITY_LENGTH, _ENOUGH_DIGITS = 18, 6
_THOUSANDS = 3
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_DATE = re.compile(
    r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?=\s*日|(?!\d)|\d{1,2}:)|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)"
)
_CHINESE_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
}
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日?"
)


def minor_of_amount(text: str) -> int | None:
    """Minor units of an amount such as ¥1,291.24 or 1291.24元; None when the text is no single amount."""
    bare = _CURRENCY.sub("", text.replace(" ", "").strip(":()[]")).removesuffix("元").strip(":")
    bare = bare.translate(_LIKE_DIGITS)
    bare = _CURRENCY.sub("", bare)
    if not _AMOUNT.fullmatch(bare) or sum(sign.isdigit() for sign in bare) > _MOST_DIGITS:
        return None
    plain = _one_point(bare.rstrip("."))
    if plain is None:
        return None
    return int((Decimal(plain) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def has_cents(text: str) -> bool:
    """Whether the amount is printed with its fen, as bills print amounts; a lost point shows here."""
    return bool(re.search(r"[.,]\d{2}(?:\d{2})?\D*$", text.replace(" ", "").translate(_LIKE_DIGITS)))


def _one_point(text: str) -> str | None:
    """The number with a point for fen and nothing between thousands; a comma before two digits is a misread point."""
    whole, mark, cents = _split_cents(text)
    groups = re.split(r"[,.]", whole.lstrip("+-"))
    if len(groups) > 1 and (
        groups[0].startswith("0") or not all(len(group) == _THOUSANDS for group in groups[1:])
    ):
        return None
    sign = "-" if text.startswith("-") else ""
    return f"{sign}{''.join(groups)}{'.' if mark else ''}{cents}"


def _split_cents(text: str) -> tuple[str, str, str]:
    for mark in (".", ","):
        whole, found, cents = text.rpartition(mark)
        limit = (1, 2, 4) if mark == "." else (2,)
        if found and len(cents) in limit and whole.lstrip("+-"):
            return whole, ".", cents
    return text, "", ""


def dates_of(text: str) -> list[date]:
    """All days the text names, in its order; days that don't exist are left out."""
    found: list[tuple[int, date]] = []
    for match in _DATE.finditer(_digits_in_dates(text)):
        parts = match.groups()[:3] if match.group(1) else match.groups()[3:]
        _take(found, match.start(), tuple(int(part) for part in parts))
    for match in _CHINESE_DATE.finditer(text):
        year = int("".join(_CHINESE_DIGITS[sign] for sign in match.group(1)))
        _take(found, match.start(), (year, _small(match.group(2)), _small(match.group(3))))
    return [day for _, day in sorted(found)]


def _digits_in_dates(text: str) -> str:
    return re.sub(
        r"(?<=[\d\-/.年月])[OoIl](?=[\d\-/.年月日]|$)", lambda m: "0" if m[0] in "Oo" else "1", text
    )


def _take(found: list[tuple[int, date]], at: int, parts: tuple[int, ...]) -> None:
    try:
        day = date(*parts)
    except ValueError:
        return
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        found.append((at, day))


def _small(text: str) -> int:
    """一 … 三十一."""
    tens, found, ones = text.partition("十")
    digits = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
    if not found:
        return digits.get(text, 0)
    return (digits.get(tens, 0) if tens else 1) * 10 + (digits.get(ones, 0) if ones else 0)


def digits_of(text: str) -> str:
    """A code of digits alone (票据代码, 票据号码, 门诊号): what looks like a digit is one. Empty when it is no such code."""
    bare = re.sub(r"[\s:.]", "", text).translate(_LIKE_DIGITS)
    return bare if bare.isdigit() else ""


def check_code_of(text: str) -> str:
    """A 校验码: letters and digits; in a hexadecimal one an O can only be a nought and an l a one."""
    bare = re.sub(r"[^0-9A-Za-z]", "", text)
    rest = re.sub(r"[OoIl]", "", bare)
    if rest and re.fullmatch(r"[0-9a-f]*|[0-9A-F]*", rest):
        bare = bare.translate(str.maketrans("OoIl", "0011"))
    return bare


def identity_of(text: str) -> str:
    """An identity number, whole or masked with asterisks, or a unified code of a firm."""
    bare = re.sub(r"[^0-9A-Za-z*×＊]", "", text).upper().translate(str.maketrans("×＊", "**"))
    masked = re.fullmatch(r"(\d{3,10})\*{3,}(\d{2,5}[\dX])", bare)
    if masked:  # of a row of asterisks readers often lose one
        start, end = masked.groups()
        return start + "*" * (_IDENTITY_LENGTH - len(start) - len(end)) + end
    body, last = bare[:-1], bare[-1:]
    if (
        len(bare) == _IDENTITY_LENGTH
        and sum(sign.isdigit() for sign in body) >= _ENOUGH_DIGITS
        and not re.search(r"[A-Z]", body.replace("O", ""))
    ):
        return body.replace("O", "0") + last
    return bare
