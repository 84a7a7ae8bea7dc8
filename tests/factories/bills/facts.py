"""What is on a made-up bill, drawn so that its arithmetic holds: items = total = fund + account + cash + other."""

from __future__ import annotations

import dataclasses
import zlib
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from tests.factories.bills import names
from tests.factories.bills.money import in_words

LAYOUTS = ("beijing_outpatient", "shanghai_outpatient", "sichuan_outpatient", "inpatient", "fee_list")


@dataclass(frozen=True)
class Item:
    name: str
    amount_minor: int
    quantity: int = 1
    unit: str = "项"
    grade: str = ""
    specification: str = ""
    code: str = ""
    day: date | None = None

    @property
    def price_minor(self) -> int:
        return self.amount_minor // self.quantity


@dataclass(frozen=True)
class Payments:
    fund: int
    account: int
    cash: int
    other: int
    self_paid: int
    out_of_catalogue: int
    class_self_paid: int


@dataclass(frozen=True)
class BillFacts:
    layout: str
    province: str
    hospital: str
    bill_code: str
    bill_number: str
    check_code: str
    payer_name: str
    payer_id: str
    issue_date: date
    items: tuple[Item, ...]
    details: tuple[Item, ...]
    total: int
    words: str
    payments: Payments
    sex: str
    age: int
    visit_number: str
    visit_date: date
    admission_date: date
    discharge_date: date
    department: str
    insurance_kind: str
    insurance_number: str
    serial: str
    institution: str
    diagnosis: str
    cashier: str
    reviewer: str
    money_style: str = "plain"
    total_style: str = "plain"
    date_style: str = "%Y-%m-%d"
    extra: dict[str, int] = field(default_factory=dict)

    def altered(self, **changes) -> BillFacts:
        return dataclasses.replace(self, **changes)


def rng_of(*parts: object) -> np.random.Generator:
    """The same parts draw the same bill on every machine."""
    return np.random.default_rng(zlib.crc32("/".join(map(str, parts)).encode()))


def draw_facts(layout: str, seed: int) -> BillFacts:
    """One invented bill of that layout."""
    rng = rng_of("facts", layout, seed)
    place = layout.split("_", maxsplit=1)[0] if layout != "fee_list" else layout
    number = int(rng.integers(4))
    issued = date(2024, 1, 1) + timedelta(days=int(rng.integers(1000)))
    stay = int(rng.integers(2, 15))
    admitted = issued - timedelta(days=stay)
    items, details = _draw_items(rng, layout, admitted)
    total = sum(item.amount_minor for item in items)
    insured = float(rng.random()) < 0.8
    year = issued.year % 100
    return BillFacts(
        layout=layout,
        province=names.PROVINCES.get(place, names.INPATIENT_PROVINCES[number]),
        hospital=names.HOSPITALS[place][number],
        bill_code=f"{_digits(rng, 2)}06{'01' if 'outpatient' in layout else '02'}{year:02d}",
        bill_number=_digits(rng, 10),
        check_code="".join(rng.choice(list("0123456789abcdef"), 6)),
        payer_name=_person(rng),
        payer_id=_identity(rng, masked=bool(rng.random() < 0.6)),
        issue_date=issued,
        items=items,
        details=details,
        total=total,
        words=in_words(total, str(rng.choice(["元", "圆"]))),
        payments=_draw_payments(rng, layout, total, insured=insured),
        sex=str(rng.choice(["男", "女"])),
        age=int(rng.integers(1, 90)),
        visit_number=_digits(rng, int(rng.integers(8, 13))),
        visit_date=issued,
        admission_date=admitted,
        discharge_date=issued,
        department=str(rng.choice(names.DEPARTMENTS)),
        insurance_kind=str(rng.choice(names.INSURANCE_KINDS[:3])) if insured else "自费",
        insurance_number=_digits(rng, 10),
        serial=_digits(rng, 14),
        institution=str(rng.choice(names.INSTITUTIONS)),
        diagnosis=str(rng.choice(list(names.DIAGNOSES.values()))),
        cashier=_person(rng),
        reviewer=str(rng.choice(["电子票据管理员", _person(rng)])),
        money_style=str(rng.choice(["plain", "plain", "thousands"])),
        total_style=str(rng.choice(["plain", "thousands", "sign", "yen", "wide"])),
        date_style=str(rng.choice(["%Y-%m-%d", "%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d"])),
    )


def _draw_items(rng, layout: str, first: date) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The lines of the main table, and of the detail list where the layout has one (same sum)."""
    if layout == "fee_list":
        return tuple(_thing(rng, first) for _ in range(int(rng.integers(6, 23)))), ()
    pool = names.INPATIENT_FEES if layout == "inpatient" else names.OUTPATIENT_FEES
    most = 4_000_00 if layout == "inpatient" else 600_00
    count = int(rng.integers(4 if layout == "inpatient" else 1, len(pool) + 1))
    if layout == "beijing_outpatient":
        return _with_details(rng, pool)
    chosen = [str(name) for name in rng.choice(pool, count, replace=False)]
    items = [
        Item(name, int(rng.integers(1_00, most)), int(rng.integers(1, 6)), "项", _grade(rng))
        for name in chosen
    ]
    if layout == "shanghai_outpatient":
        items = [_thing(rng, first) if rng.random() < 0.5 else item for item in items]
    return tuple(_distinct(items)), ()


def _with_details(rng, pool) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    details = _distinct([_thing(rng, None) for _ in range(int(rng.integers(1, 15)))])
    kinds = [
        str(name) for name in rng.choice(pool, min(len(details), int(rng.integers(1, 7))), replace=False)
    ]
    sums = dict.fromkeys(kinds, 0)
    for position, detail in enumerate(details):
        sums[kinds[position % len(kinds)]] += detail.amount_minor
    return tuple(Item(name, amount) for name, amount in sums.items()), tuple(details)


def _distinct(items: list[Item]) -> list[Item]:
    return list({item.name: item for item in items}.values())


def _thing(rng, first: date | None) -> Item:
    name, unit, specification, kind = names.THINGS[int(rng.integers(len(names.THINGS)))]
    quantity = int(rng.choice([1, 1, 1, 2, 3, 5, 7, 12]))
    code = f"XJ01CAA0{_digits(rng, 2)}A001" if kind == "X" else f"00{_digits(rng, 9)}"
    day = first + timedelta(days=int(rng.integers(2))) if first else None
    amount = quantity * int(rng.integers(50, 260_00))
    return Item(name, amount, quantity, unit, _grade(rng), specification, code, day)


def _grade(rng) -> str:
    return str(rng.choice(["甲", "甲", "乙", "丙"]))


def _draw_payments(rng, layout: str, total: int, *, insured: bool) -> Payments:
    """A split in which own part + outside the catalogue = account + cash, and all four sources = total."""
    out = int(total * rng.uniform(0, 0.25)) if rng.random() < 0.8 else 0
    fund = int((total - out) * rng.uniform(0.2, 0.85)) if insured and rng.random() < 0.85 else 0
    other = int((total - out - fund) * rng.uniform(0.05, 0.4)) if fund and rng.random() < 0.4 else 0
    own = total - fund - other
    classed = int((own - out) * rng.uniform(0, 0.5)) if insured else 0
    account = int(own * rng.uniform(0.1, 1)) if insured and rng.random() < 0.6 else 0
    separate = (
        classed if layout == "shanghai_outpatient" else 0
    )  # elsewhere the classed part lies within 自付
    return Payments(
        fund=fund,
        account=account,
        cash=own - account,
        other=other,
        self_paid=own - out - separate if insured else 0,
        out_of_catalogue=out if insured else own,
        class_self_paid=classed,
    )


def _digits(rng, count: int) -> str:
    return "".join(map(str, rng.integers(0, 10, count)))


def _person(rng) -> str:
    surname = str(rng.choice(names.DOUBLE_SURNAMES if rng.random() < 0.06 else list(names.SURNAMES)))
    return surname + str(rng.choice(names.GIVEN))


def _identity(rng, *, masked: bool) -> str:
    number = _digits(rng, 17) + str(rng.choice(list("0123456789X")))
    return f"{number[:6]}********{number[-4:]}" if masked else number
