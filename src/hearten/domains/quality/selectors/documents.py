"""How much of the plain explanations reads easily? Counted over all clauses of the products on sale at a month's end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from hearten.domains.products.selectors import get_version, list_products
from hearten.domains.products.selectors.pages import clause_sections
from hearten.domains.quality.types import Figure, Grouping
from hearten.engines.readability import Level
from hearten.kernel.period import add_months

_LANGUAGE = "zh"


def measured_from_documents(months: Sequence[date]) -> list[Figure]:
    """The share for each month, over all clauses and by product. All clauses are counted: there is no interval to give."""
    figures = []
    for month in months:
        counts = {}
        for product in list_products(add_months(month, 1) - timedelta(days=1)):
            counts[product.code] = _readable(product.code, product.version)
        figures += [
            _figure(month, Grouping.PRODUCT, code, *count) for code, count in counts.items() if count[1]
        ]
        hits, clauses = (sum(count[i] for count in counts.values()) for i in (0, 1))
        if clauses:
            figures.append(_figure(month, Grouping.WHOLE, "", hits, clauses))
    return figures


@lru_cache(maxsize=512)
def _readable(code: str, version: str) -> tuple[int, int]:
    """How many plain explanations of a version are not hard to read, and how many there are; a version never changes."""
    readings = [
        clause.plain_reading.level
        for section in clause_sections(get_version(code, version), _LANGUAGE)
        for clause in section.clauses
    ]
    return sum(level is not Level.HARD for level in readings), len(readings)


def _figure(month: date, grouping: Grouping, key: str, hits: int, clauses: int) -> Figure:
    share = hits / clauses
    return Figure(month, grouping, key, share, share, share, clauses)
