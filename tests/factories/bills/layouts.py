"""How the outpatient bills of three places are arranged. Each function draws a sheet; `shown` says what can be read."""

from __future__ import annotations

from tests.factories.bills import blocks
from tests.factories.bills.blocks import LEFT, RIGHT, day, money
from tests.factories.bills.facts import BillFacts, Item
from tests.factories.bills.paper import Paper

ROW = 44


def pairs_of(items: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    """Two items to a row, as in tables of two columns."""
    return [items[start : start + 2] for start in range(0, len(items), 2)]


def beijing_height(facts: BillFacts) -> int:
    return 860 + ROW * (len(pairs_of(facts.items)) + len(pairs_of(facts.details)) + 2)


def draw_beijing(paper: Paper, facts: BillFacts) -> None:
    """Kinds of fee on top and the details below in the same frame, both in two columns."""
    blocks.title(paper, facts, "北京市医疗门诊收费票据（电子）")
    y = blocks.head(paper, facts, 210) + 10
    kinds, details = pairs_of(facts.items), pairs_of(facts.details)
    rows = blocks.cells(paper, y, [ROW] * (2 + len(kinds) + len(details)))
    for shift in (0, 790):
        blocks.columns_of(paper, rows[0], ("项目名称", "金额（元）"), (80 + shift, 590 + shift))
        blocks.columns_of(
            paper,
            rows[1 + len(kinds)],
            ("项目/规格", "数量/单位", "金额（元）", "备注"),
            (80 + shift, 430 + shift, 570 + shift, 730 + shift),
            22,
        )
    for y, row in zip(rows[1:], kinds, strict=False):
        for shift, item in zip((0, 790), row, strict=False):
            paper.text(80 + shift, y, item.name, 24)
            paper.text(590 + shift, y, money(facts, item.amount_minor), 24)
    for y, row in zip(rows[2 + len(kinds) :], details, strict=True):
        for shift, item in zip((0, 790), row, strict=False):
            paper.text(80 + shift, y, item.name + (f"/{item.specification}" if _short(item) else ""), 21)
            paper.text(430 + shift, y, f"{item.quantity}/{item.unit}", 21)
            paper.text(570 + shift, y, money(facts, item.amount_minor), 21)
            paper.text(730 + shift, y, {"甲": "无自付", "乙": "有自付", "丙": "全自付"}[item.grade], 21)
    y = blocks.total_row(paper, facts, rows[-1] + ROW + 8)
    paid = facts.payments
    pairs = [
        ("业务流水号", facts.serial), ("门诊号", facts.visit_number), ("就诊日期", day(facts, facts.visit_date)),
        ("医疗机构类型", facts.institution), ("医保类型", facts.insurance_kind), ("性别", facts.sex),
        ("医保统筹基金支付", money(facts, paid.fund)), ("其他支付", money(facts, paid.other)),
        ("个人账户支付", money(facts, paid.account)),
        ("个人现金支付", money(facts, paid.cash)), ("个人自付", money(facts, paid.self_paid)),
        ("个人自费", money(facts, paid.out_of_catalogue)),
        ("自付一", money(facts, max(0, paid.self_paid - paid.class_self_paid))),
        ("自付二", money(facts, paid.class_self_paid)), ("医保编号", facts.insurance_number),
    ]  # fmt: skip
    y = blocks.grid(paper, y + 6, pairs, (80, 640, 1180))
    blocks.foot(paper, facts, y + 76)


def _short(item: Item) -> bool:
    return bool(item.specification) and len(item.name + item.specification) <= 14


def shanghai_height(facts: BillFacts) -> int:
    return 860 + ROW * (1 + len(facts.items))


def draw_shanghai(paper: Paper, facts: BillFacts) -> None:
    """One column with specification and right-aligned amounts; payments in a table, each name above its value."""
    blocks.title(paper, facts, "上海市医疗门诊收费票据（电子）")
    y = top = blocks.head(paper, facts, 210) + 10
    rows = blocks.cells(paper, y, [ROW] * (1 + len(facts.items)))
    blocks.columns_of(paper, rows[0], ("项目名称", "规格", "数量", "单位"), (80, 560, 860, 1010))
    paper.text(1390, rows[0], "金额（元）", 24, label=True, anchor="r")
    paper.text(1460, rows[0], "等级", 24, label=True)
    for y, item in zip(rows[1:], facts.items, strict=True):
        paper.text(80, y, item.name, 24)
        paper.text(560, y, item.specification, 24)
        paper.text(860, y, str(item.quantity), 24)
        paper.text(1010, y, item.unit, 24)
        paper.text(1390, y, money(facts, item.amount_minor), 24, anchor="r")
        paper.text(1460, y, item.grade, 24)
    blocks.rules(paper, top, rows[-1] + ROW / 2, (540, 840, 990, 1150, 1430))
    y = blocks.total_row(paper, facts, rows[-1] + ROW + 10)
    pairs = [
        ("流水号", facts.serial), ("门诊号", facts.visit_number), ("就诊日期", day(facts, facts.visit_date)),
        ("医疗机构类型", facts.institution), ("医保类型", facts.insurance_kind), ("性别", facts.sex),
    ]  # fmt: skip
    y = blocks.grid(paper, y + 4, pairs, (80, 640, 1180))
    paid = facts.payments
    named = (
        ("统筹基金支付", paid.fund), ("附加支付", paid.other), ("个人账户支付", paid.account), ("现金支付", paid.cash),
        ("自负", paid.self_paid), ("分类自负", paid.class_self_paid), ("自费", paid.out_of_catalogue),
    )  # fmt: skip
    above, below = blocks.cells(paper, y, [ROW, ROW])
    wide = (RIGHT - LEFT) / len(named)
    for position, (name, minor) in enumerate(named):
        paper.text(LEFT + wide * (position + 0.5), above, name, 24, label=True, anchor="m")
        paper.text(LEFT + wide * (position + 0.5), below, money(facts, minor), 24, anchor="m")
    blocks.rules(paper, y, y + 2 * ROW, [LEFT + wide * number for number in range(1, len(named))])
    blocks.foot(paper, facts, y + 2 * ROW + 110)


def sichuan_height(facts: BillFacts) -> int:
    return 850 + ROW * (1 + len(pairs_of(facts.items)))


def draw_sichuan(paper: Paper, facts: BillFacts) -> None:
    """Two columns of name, number, unit, amount, remark; the payments in running pairs beside a margin title."""
    blocks.title(paper, facts, "四川省医疗门诊收费票据（电子）")
    y = blocks.head(paper, facts, 210) + 10
    lines = pairs_of(facts.items)
    rows = blocks.cells(paper, y, [ROW] * (1 + len(lines)))
    for shift in (0, 790):
        blocks.columns_of(
            paper,
            rows[0],
            ("项目名称", "数量/单位", "金额（元）", "备注"),
            (80 + shift, 360 + shift, 510 + shift, 700 + shift),
        )
    for y, row in zip(rows[1:], lines, strict=True):
        for shift, item in zip((0, 790), row, strict=False):
            paper.text(80 + shift, y, item.name, 24)
            paper.text(360 + shift, y, f"{item.quantity}{item.unit}", 24)
            paper.text(510 + shift, y, money(facts, item.amount_minor), 24)
            paper.text(700 + shift, y, "自费" if item.grade == "丙" else "医保", 24)
    y = top = blocks.total_row(paper, facts, rows[-1] + ROW + 8) - 16
    paid = facts.payments
    pairs = [
        ("业务流水号", facts.serial), ("门诊号", facts.visit_number), ("就诊日期", day(facts, facts.visit_date)),
        ("医疗机构类型", facts.institution), ("医保类型", facts.insurance_kind), ("性别", facts.sex),
        ("医保编号", facts.insurance_number), ("医保统筹基金支付", money(facts, paid.fund)),
        ("其他支付", money(facts, paid.other)),
        ("个人账户支付", money(facts, paid.account)), ("个人现金支付", money(facts, paid.cash)),
        ("个人自付", money(facts, paid.self_paid)),
        ("个人自费", money(facts, paid.out_of_catalogue)),
    ]  # fmt: skip
    y = blocks.grid(paper, y + 24, pairs, (150, 660, 1190))
    paper.box(LEFT, top, RIGHT, y - 16)
    for number, letter in enumerate("其他信息"):
        paper.text(98, (top + y) / 2 - 58 + 36 * number, letter, 26, label=True, anchor="m")
    paper.line(132, top, 132, y - 16)
    blocks.foot(paper, facts, y + 90)
