"""How the bill of a hospital stay and a list of fees are arranged."""

from __future__ import annotations

from tests.factories.bills import blocks
from tests.factories.bills.blocks import day, money
from tests.factories.bills.facts import BillFacts
from tests.factories.bills.layouts import ROW, pairs_of
from tests.factories.bills.money import in_figures
from tests.factories.bills.paper import Paper


def inpatient_height(facts: BillFacts) -> int:
    return 930 + ROW * (1 + len(pairs_of(facts.items)))


def draw_inpatient(paper: Paper, facts: BillFacts) -> None:
    """Kinds of fee with their amounts in two columns; deposit, top-up and refund beside the payments."""
    blocks.title(paper, facts, f"{facts.province}医疗住院收费票据（电子）")
    y = blocks.head(paper, facts, 210) + 10
    lines = pairs_of(facts.items)
    rows = blocks.cells(paper, y, [ROW] * (1 + len(lines)))
    for shift in (0, 790):
        blocks.columns_of(
            paper, rows[0], ("项目名称", "金额（元）", "备注"), (80 + shift, 440 + shift, 660 + shift)
        )
    for y, row in zip(rows[1:], lines, strict=True):
        for shift, item in zip((0, 790), row, strict=False):
            paper.text(80 + shift, y, item.name, 24)
            paper.text(440 + shift, y, money(facts, item.amount_minor), 24)
    blocks.rules(paper, rows[0] - ROW / 2, rows[-1] + ROW / 2, (850,))
    y = blocks.total_row(paper, facts, rows[-1] + ROW + 8)
    y = blocks.grid(paper, y + 4, _stay(facts), (80, 640, 1180))
    blocks.foot(paper, facts, y + 84)


def _stay(facts: BillFacts) -> list[blocks.Pair]:
    paid, deposit = facts.payments, -(-facts.payments.cash // 500_00) * 500_00
    period = f"{day(facts, facts.admission_date)}至{day(facts, facts.discharge_date)}"
    return [
        ("业务流水号", facts.serial), ("医疗机构类型", facts.institution), ("性别", facts.sex),
        ("住院号", facts.visit_number), ("住院科别", facts.department), ("病历号", facts.insurance_number[::-1]),
        ("住院时间", period), ("医保类型", facts.insurance_kind), ("医保编号", facts.insurance_number),
        ("预缴金额", money(facts, deposit)), ("补缴金额", money(facts, 0)),
        ("退费金额", money(facts, deposit - paid.cash)),
        ("医保统筹基金支付", money(facts, paid.fund)), ("其他支付", money(facts, paid.other)),
        ("个人账户支付", money(facts, paid.account)),
        ("个人现金支付", money(facts, paid.cash)), ("个人自付", money(facts, paid.self_paid)),
        ("个人自费", money(facts, paid.out_of_catalogue)),
    ]  # fmt: skip


def fee_list_height(facts: BillFacts) -> int:
    return 500 + 40 * (1 + len(facts.items))


def draw_fee_list(paper: Paper, facts: BillFacts) -> None:
    """Each service with day, code, specification, price, number and amount."""
    paper.text(850, 70, facts.hospital, 42, label=True, anchor="m")
    paper.text(850, 130, "住院患者费用清单", 36, label=True, anchor="m")
    pairs = [
        ("姓名", facts.payer_name), ("性别", facts.sex), ("年龄", f"{facts.age}岁"), ("科室", facts.department),
        ("住院号", facts.visit_number), ("费别", facts.insurance_kind),
        ("入院日期", day(facts, facts.admission_date)), ("出院日期", day(facts, facts.discharge_date)),
    ]  # fmt: skip
    y = top = blocks.grid(paper, 200, pairs, (80, 480, 860, 1240)) + 4
    stops = (72, 130, 290, 560, 850, 1050, 1130, 1280, 1370, 1560)
    rows = blocks.cells(paper, y, [40] * (1 + len(facts.items)))
    heads = ("序号", "日期", "项目编码", "项目名称", "规格", "单位", "单价", "数量", "金额", "类别")
    blocks.columns_of(paper, rows[0], heads, stops, 20)
    for number, (y, item) in enumerate(zip(rows[1:], facts.items, strict=True), 1):
        texts = (
            str(number), item.day.strftime("%Y-%m-%d"), item.code, item.name, item.specification, item.unit,
            money(facts, item.price_minor), str(item.quantity), money(facts, item.amount_minor), item.grade,
        )  # fmt: skip
        for x, text in zip(stops, texts, strict=True):
            paper.text(x, y, text, 20)
    blocks.rules(paper, top, rows[-1] + 20, [stop - 7 for stop in stops[1:]])
    y = rows[-1] + 62
    end = paper.text(80, y, "费用合计：", 26, label=True)
    paper.text(end + 8, y, in_figures(facts.total, facts.total_style), 26)
    blocks.pair(paper, 640, y, ("大写", facts.words), 26)
    blocks.pair(paper, 80, y + 60, ("经办人", facts.cashier), 24)
    paper.seal(1420, y + 50, 150, 90, facts.hospital, "费用清单专用章")
