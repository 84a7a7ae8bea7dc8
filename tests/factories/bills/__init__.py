"""Bills of invented hospitals as a phone sees them, each with what a reader should find on it.

`render_bill(layout, condition, seed)`: the same layout and seed are the same bill; another condition is another photo of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.factories.bills import layouts, stays
from tests.factories.bills.conditions import CONDITIONS, take_photo
from tests.factories.bills.facts import LAYOUTS, BillFacts, draw_facts, rng_of
from tests.factories.bills.paper import LOOKS, Look, Paper, Picture
from tests.factories.bills.truth import truth_of

__all__ = [
    "CONDITIONS",
    "LAYOUTS",
    "BillFacts",
    "RenderedBill",
    "draw_facts",
    "render_bill",
    "render_facts",
    "truth_of",
]

_DRAWN: dict[str, tuple[Callable[[BillFacts], int], Callable[[Paper, BillFacts], None]]] = {
    "beijing_outpatient": (layouts.beijing_height, layouts.draw_beijing),
    "shanghai_outpatient": (layouts.shanghai_height, layouts.draw_shanghai),
    "sichuan_outpatient": (layouts.sichuan_height, layouts.draw_sichuan),
    "inpatient": (stays.inpatient_height, stays.draw_inpatient),
    "fee_list": (stays.fee_list_height, stays.draw_fee_list),
}


@dataclass(frozen=True)
class RenderedBill:
    image_bytes: bytes
    content_type: str
    truth: dict[str, Any]


def render_bill(layout: str, condition: str = "clean", seed: int = 0) -> RenderedBill:
    """One bill, drawn and photographed. Raises KeyError for an unknown layout or condition."""
    return render_facts(draw_facts(layout, seed), condition, seed)


def render_facts(facts: BillFacts, condition: str = "clean", seed: int = 0) -> RenderedBill:
    """These facts on paper, whether their arithmetic holds or not."""
    height, draw = _DRAWN[facts.layout]
    paper = Picture(height(facts), look_of(facts))
    draw(paper, facts)
    data, content_type = take_photo(paper, condition, f"{facts.layout}/{seed}")
    return RenderedBill(data, content_type, truth_of(facts))


def look_of(facts: BillFacts) -> Look:
    return LOOKS[int(rng_of("look", facts.layout, facts.bill_number).integers(len(LOOKS)))]
