"""A picture of an invented bill, arranged like Shanghai's electronic bills for outpatients. It says that it is a sample."""

from __future__ import annotations

import io
from functools import lru_cache

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from hearten.doors.demo.sample_bill import SampleBill, in_figures, in_words

CONTENT_TYPE = "image/jpeg"
_WIDTH, _LEFT, _RIGHT, _ROW = 1700, 60, 1640, 46
_LABEL, _VALUE, _PAPER, _SEAL = (150, 30, 35), (28, 28, 30), (255, 253, 247), (226, 110, 104)
_QUALITY = 88


def picture_of(bill: SampleBill) -> bytes:
    """The bill as a JPEG file."""
    sheet = _Sheet(880 + _ROW * len(bill.items))
    _head(sheet, bill)
    y = _items(sheet, bill, 370)
    y = _payments(sheet, bill, y + 14)
    _foot(sheet, bill, y + 70)
    kept = io.BytesIO()
    sheet.image.save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue()


class _Sheet:
    def __init__(self, height: int) -> None:
        self.height = height
        self.image = Image.new("RGB", (_WIDTH, height), _PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def text(
        self, x: float, y: float, text: str, size: int, *, label: bool = False, anchor: str = "lm"
    ) -> float:
        """Write with the middle of the line at `y`; gives where the text ends."""
        font = _font(size)
        self.draw.text((x, y), text, _LABEL if label else _VALUE, font, anchor=anchor)
        return x + font.getlength(text)

    def pair(self, x: float, y: float, label: str, value: str, size: int = 26) -> None:
        self.text(self.text(x, y, f"{label}：", size, label=True) + 8, y, value, size)

    def grid(self, top: float, rows: int, stops: tuple[float, ...] = ()) -> list[float]:
        """A table of equal rows with rules at `stops`; gives the middles of its rows."""
        bottom = top + rows * _ROW
        for number in range(1, rows):
            self.draw.line((_LEFT, top + number * _ROW, _RIGHT, top + number * _ROW), _LABEL, 1)
        for x in stops:
            self.draw.line((x, top, x, bottom), _LABEL, 2)
        self.draw.rectangle((_LEFT, top, _RIGHT, bottom), outline=_LABEL, width=3)
        return [top + (number + 0.5) * _ROW for number in range(rows)]

    def seal(self, x: float, y: float, text: str) -> None:
        self.draw.ellipse((x - 150, y - 66, x + 150, y + 66), outline=_SEAL, width=5)
        self.draw.text((x, y + 38), text, _SEAL, _font(22), anchor="mm")


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(settings.DOCUMENT_FONTS[""]), size)


def _head(sheet: _Sheet, bill: SampleBill) -> None:
    sheet.seal(850, 84, "财政部监制")
    sheet.text(850, 78, "上海市医疗门诊收费票据（电子）", 50, label=True, anchor="mm")
    rows = (
        ("票据代码", bill.code, "票据号码", bill.number),
        ("交款人统一社会信用代码", "", "校验码", bill.check_code),
        ("交款人", bill.payer, "开票日期", bill.day.isoformat()),
    )
    for place, (left, one, right, other) in enumerate(rows):
        sheet.pair(80, 210 + 46 * place, left, one)
        sheet.pair(1010, 210 + 46 * place, right, other)


def _items(sheet: _Sheet, bill: SampleBill, top: float) -> float:
    rows = sheet.grid(top, 1 + len(bill.items), (540, 840, 990, 1150, 1430))
    for x, name in zip((80, 560, 860, 1010), ("项目名称", "规格", "数量", "单位"), strict=True):
        sheet.text(x, rows[0], name, 24, label=True)
    sheet.text(1410, rows[0], "金额（元）", 24, label=True, anchor="rm")
    sheet.text(1460, rows[0], "等级", 24, label=True)
    for y, item in zip(rows[1:], bill.items, strict=True):
        for x, text in zip(
            (80, 560, 860, 1010), (item.name, item.specification, "1", item.unit), strict=True
        ):
            sheet.text(x, y, text, 24)
        sheet.text(1410, y, in_figures(item.amount), 24, anchor="rm")
        sheet.text(1460, y, item.grade, 24)
    y = rows[-1] + _ROW + 10
    sheet.text(sheet.text(80, y, "金额合计（大写）", 26, label=True) + 10, y, in_words(bill.total), 26)
    sheet.text(sheet.text(1010, y, "（小写）", 26, label=True) + 10, y, in_figures(bill.total), 26)
    return y + 50


def _payments(sheet: _Sheet, bill: SampleBill, y: float) -> float:
    kind = "职工基本医疗保险" if bill.fund else "自费"
    pairs = (
        ("门诊号", bill.visit_number), ("就诊日期", bill.day.isoformat()), ("性别", "女" if bill.female else "男"),
        ("医疗机构类型", "综合医院"), ("医保类型", kind),
    )  # fmt: skip
    for place, (label, value) in enumerate(pairs):
        sheet.pair((80, 640, 1180)[place % 3], y + 42 * (place // 3), label, value, 23)
    named = (
        ("统筹基金支付", bill.fund), ("附加支付", 0), ("个人账户支付", bill.account), ("现金支付", bill.cash),
        ("自负", bill.self_paid), ("分类自负", bill.classed), ("自费", bill.own),
    )  # fmt: skip
    wide = (_RIGHT - _LEFT) / len(named)
    above, below = sheet.grid(y + 78, 2, tuple(_LEFT + wide * number for number in range(1, len(named))))
    for place, (name, minor) in enumerate(named):
        middle = _LEFT + wide * (place + 0.5)
        sheet.text(middle, above, name, 24, label=True, anchor="mm")
        sheet.text(middle, below, in_figures(minor), 24, anchor="mm")
    return y + 78 + 2 * _ROW


def _foot(sheet: _Sheet, bill: SampleBill, y: float) -> None:
    sheet.pair(80, y, "收款单位（章）", bill.hospital)
    sheet.pair(860, y, "复核人", "电子票据管理员")
    sheet.pair(1310, y, "收款人", bill.cashier)
    sheet.text(850, sheet.height - 34, "示例票据，仅供体验", 22, label=True, anchor="mm")
