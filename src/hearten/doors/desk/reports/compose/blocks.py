"""The pieces that sections are written down in: plain JSON that the page, the PDF and the workbook all read.

A block is a text, a list of findings, a chart (components/charts.py) or a table whose cells are text, numbers or None.
`needs` names a right without which a reader does not get the block.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from hearten.domains.reports.types import Document
from hearten.doors.components.charts import Chart

Cell = str | float | int | None


def text_block(text: str, *, tone: str = "") -> Document:
    """A paragraph; with `tone` “note” a remark on what the figures can't say."""
    return {"kind": "text", "text": text, "tone": tone}


def chart_block(chart: Chart) -> Document:
    return {"kind": "chart", "chart": known(json.loads(chart.spec))}


def table_block(
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    decimals: Sequence[int] | None = None,
    unit: Sequence[str] | None = None,
) -> Document:
    """`decimals` and `unit` say of each column how its numbers are shown."""
    return {
        "kind": "table",
        "title": title,
        "head": list(head),
        "rows": known([list(row) for row in rows]),
        "decimals": list(decimals or [0] * len(head)),
        "unit": list(unit or [""] * len(head)),
    }


def quotes_block(quotes: Sequence[str]) -> Document:
    """What single people wrote: only for those who may open single answers."""
    return {"kind": "quotes", "quotes": list(quotes), "needs": "insight_rows"}


def known(value: Any) -> Any:
    """The value with NaN and infinities as None, which is what JSON can hold."""
    if isinstance(value, dict):
        return {key: known(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [known(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
