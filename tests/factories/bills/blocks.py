"""Parts that all bills share: title with seal, head, pairs of label and value in columns, foot."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tests.factories.bills.facts import BillFacts, rng_of
from tests.factories.bills.money import in_figures
from tests.factories.bills.paper import Paper, square_code

LEFT, RIGHT = 60, 1640
Pair = tuple[str, str]


def title(paper: Paper, facts: BillFacts, text: str) -> None:
    rng = rng_of("title", facts.layout, facts.bill_number)
    if rng.random() < 0.7:
        paper.code(70, 40, 130, square_code(rng))
    paper.seal(850, 78, 150, 66, f"{facts.province}财政票据", "财政部监制")
    paper.text(850, 78, text, 50, label=True, anchor="m")


def head(paper: Paper, facts: BillFacts, y: float, *, left: float = 80, right: float = 1010) -> float:
    """Code, number, payer, check code, date. The end of the block."""
    rows = (
        (("票据代码", facts.bill_code), ("票据号码", facts.bill_number)),
        (("交款人统一社会信用代码", facts.payer_id), ("校验码", facts.check_code)),
        (("交款人", facts.payer_name), ("开票日期", day(facts, facts.issue_date))),
    )
    for first, second in rows:
        pair(paper, left, y, first, 26)
        pair(paper, right, y, second, 26)
        y += 46
    return y


def pair(paper: Paper, x: float, y: float, item: Pair, size: int, *, colon: str = "：") -> float:
    end = paper.text(x, y, item[0] + colon, size, label=True)
    return paper.text(end + 8, y, item[1], size)


def grid(paper: Paper, y: float, pairs: Sequence[Pair], columns: Sequence[float], size: int = 23) -> float:
    """Pairs of label and value, row by row. The end of the block."""
    for start in range(0, len(pairs), len(columns)):
        for x, item in zip(columns, pairs[start : start + len(columns)], strict=False):
            pair(paper, x, y, item, size)
        y += 42
    return y


def total_row(paper: Paper, facts: BillFacts, y: float, *, right: float = 1010) -> float:
    end = paper.text(80, y, "金额合计（大写）", 26, label=True)
    paper.text(end + 10, y, facts.words, 26)
    end = paper.text(right, y, "（小写）", 26, label=True)
    paper.text(end + 10, y, in_figures(facts.total, facts.total_style), 26)
    return y + 50


def columns_of(paper: Paper, y: float, heads: Sequence[str], stops: Sequence[float], size: int = 24) -> None:
    for text, x in zip(heads, stops, strict=True):
        paper.text(x, y, text, size, label=True)


def foot(paper: Paper, facts: BillFacts, y: float) -> None:
    """Hospital under its seal, reviewer, cashier."""
    end = paper.text(80, y, "收款单位（章）：", 26, label=True)
    paper.text(end + 8, y, facts.hospital, 26)
    pair(paper, 860, y, ("复核人", facts.reviewer), 26)
    pair(paper, 1310, y, ("收款人", facts.cashier), 26)
    paper.seal(480, y - 8, 165, 105, facts.hospital, "收费专用章")


def money(facts: BillFacts, minor: int) -> str:
    return in_figures(minor, facts.money_style)


def day(facts: BillFacts, value) -> str:
    return value.strftime(facts.date_style)


def rules(paper: Paper, top: float, bottom: float, stops: Sequence[float]) -> None:
    for x in stops:
        paper.line(x, top, x, bottom, 2)


def cells(paper: Paper, top: float, heights: Sequence[float]) -> list[float]:
    """Horizontal rules of a table; the middles of its rows."""
    edges = [top]
    for height in heights:
        edges.append(edges[-1] + height)
    for edge in edges[1:-1]:
        paper.line(LEFT, edge, RIGHT, edge, 1)
    paper.box(LEFT, edges[0], RIGHT, edges[-1])
    return [(above + below) / 2 for above, below in pairwise(edges)]
