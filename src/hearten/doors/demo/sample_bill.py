"""What stands on an invented outpatient bill? Amounts whose arithmetic holds: items = total = fund + account + cash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

_DIGITS, _PLACES = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")
# Name, specification, unit, grade in the social insurance's list, cheapest and dearest in fen.
_THINGS = (
    ("普通门诊诊察", "", "次", "甲", 2_200, 3_800),
    ("血常规五分类", "", "次", "甲", 1_800, 3_600),
    ("C反应蛋白测定", "", "项", "甲", 1_600, 4_200),
    ("胸部正位片", "", "部位", "甲", 6_000, 9_800),
    ("阿莫西林胶囊", "0.25g*24粒", "盒", "甲", 1_500, 4_900),
    ("布洛芬缓释胶囊", "0.3g*20粒", "盒", "甲", 1_900, 3_900),
    ("氨溴索口服溶液", "100ml", "瓶", "乙", 2_900, 5_900),
    ("雾化吸入治疗", "", "次", "甲", 2_500, 6_000),
    ("肺炎支原体抗体测定", "", "项", "乙", 3_000, 7_500),
    ("蒲地蓝消炎口服液", "10ml*10支", "盒", "丙", 3_900, 6_800),
)
HOSPITALS = ("上海市浦江湾医院", "上海市虹桥里社区卫生服务中心", "上海市静海医院")
_STAFF = ("周敏", "许文博", "宋佳宁")


@dataclass(frozen=True)
class Item:
    name: str
    specification: str
    unit: str
    grade: str
    amount: int


@dataclass(frozen=True)
class SampleBill:
    """A bill of a hospital that does not exist, made out to one person. Amounts in fen."""

    payer: str
    female: bool
    day: date
    hospital: str
    number: str
    check_code: str
    visit_number: str
    cashier: str
    items: tuple[Item, ...]
    fund: int
    account: int
    own: int  # outside the list (自费)
    classed: int  # the part of listed things that is borne first (分类自负)

    @property
    def code(self) -> str:
        """Number of the bill form: Shanghai, medical, outpatient, year."""
        return f"310601{self.day.year % 100:02d}"

    @property
    def total(self) -> int:
        return sum(item.amount for item in self.items)

    @property
    def cash(self) -> int:
        return self.total - self.fund - self.account

    @property
    def self_paid(self) -> int:
        """What is borne of listed things beyond the classed part (自负)."""
        return self.total - self.fund - self.own - self.classed


def draw_bill(
    rng: np.random.Generator, *, payer: str, female: bool, day: date, insured: bool = True, scale: int = 1
) -> SampleBill:
    """An invented visit; `scale` makes everything dearer. Who is not insured pays all in cash."""
    count = int(rng.integers(4, 8))
    chosen = [0, *sorted(1 + rng.choice(len(_THINGS) - 1, count - 1, replace=False))]
    items = tuple(_item(rng, *_THINGS[place], scale=scale) for place in chosen)
    total = sum(item.amount for item in items)
    own = sum(item.amount for item in items if item.grade == "丙")
    classed = sum(item.amount for item in items if item.grade == "乙") // 10 if insured else 0
    fund = int((total - own - classed) * rng.uniform(0.45, 0.65)) if insured else 0
    return SampleBill(
        payer=payer,
        female=female,
        day=day,
        hospital=str(rng.choice(HOSPITALS)),
        number="".join(map(str, rng.integers(0, 10, 10))),
        check_code="".join(rng.choice(list("0123456789abcdef"), 6)),
        visit_number="".join(map(str, rng.integers(1, 10, 10))),
        cashier=str(rng.choice(_STAFF)),
        items=items,
        fund=fund,
        account=int((total - fund) * rng.uniform(0.1, 0.4)) if insured else 0,
        own=own if insured else total,
        classed=classed,
    )


def _item(
    rng: np.random.Generator, name: str, spec: str, unit: str, grade: str, low: int, high: int, *, scale: int
) -> Item:
    return Item(name, spec, unit, grade, scale * int(rng.integers(low, high)))


def in_figures(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def in_words(minor: int) -> str:
    """The amount in the capital figures of Chinese bills: 129124 → 壹仟贰佰玖拾壹元贰角肆分. Below ten thousand yuan each part."""
    yuan, jiao, fen = minor // 100, minor // 10 % 10, minor % 10
    high, low = divmod(yuan, 10_000)
    text = _group(high) + "万" if high else ""
    text += ("零" if high and 0 < low < 1_000 else "") + _group(low)
    text = (text or "零") + "元"
    if not jiao and not fen:
        return text + "整"
    text += _DIGITS[jiao] + "角" if jiao else "零"
    return text + (_DIGITS[fen] + "分" if fen else "")


def _group(number: int) -> str:
    """A number below ten thousand, with one 零 for a gap."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return text
