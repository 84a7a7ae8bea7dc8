"""Bills of invented hospitals as a phone sees them, each with what a reader should find on it.

`render_bill(layout, condition, seed)`: the same layout and seed are the same bill; another condition is another photo of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hearten.engines.bills import Page
from tests.factories.bills import layouts, records, stays
from tests.factories.bills.boxes import Boxes
from tests.factories.bills.conditions import CONDITIONS, take_photo
from tests.factories.bills.facts import LAYOUTS, BillFacts, draw_facts, rng_of
from tests.factories.bills.paper import LOOKS, Look, Paper, Picture
from tests.factories.bills.pdf import Sheet
from tests.factories.bills.truth import truth_of
from tests.factories.bills.wrong import WRONGS, make_wrong

__all__ = [
    "CONDITIONS",
    "LAYOUTS",
    "WRONGS",
    "BillFacts",
    "RenderedBill",
    "draw_facts",
    "lay_out",
    "make_wrong",
    "render_bill",
    "render_document",
    "render_facts",
    "render_facts_pdf",
    "render_pdf",
    "render_wrong_bill",
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


def render_pdf(layout: str, seed: int = 0) -> RenderedBill:
    """The bill of `render_bill(layout, …, seed)` as an electronic bill with a text layer."""
    return render_facts_pdf(draw_facts(layout, seed))


def render_facts_pdf(facts: BillFacts) -> RenderedBill:
    """These facts as an electronic bill, whether their arithmetic holds or not."""
    height, draw = _DRAWN[facts.layout]
    sheet = Sheet(height(facts), look_of(facts))
    draw(sheet, facts)
    return RenderedBill(sheet.to_bytes(), "application/pdf", truth_of(facts))


def lay_out(facts: BillFacts) -> Page:
    """The text of these facts with its places, as a faultless recogniser would give it."""
    height, draw = _DRAWN[facts.layout]
    boxes = Boxes(height(facts), look_of(facts))
    draw(boxes, facts)
    return boxes.to_page()


def render_wrong_bill(layout: str, what: str, seed: int = 0, condition: str = "clean") -> RenderedBill:
    """A bill on which one amount is altered; `what` is a key of WRONGS. The truth is what is printed."""
    return render_facts(make_wrong(draw_facts(layout, seed), what), condition, seed)


def render_document(kind: str, condition: str = "clean", seed: int = 0) -> RenderedBill:
    """A `prescription`, `diagnosis` or `discharge_summary`."""
    facts = draw_facts("inpatient", seed)
    paper = Picture(records.HEIGHT, look_of(facts))
    records.draw_record(paper, facts, kind)
    data, content_type = take_photo(paper, condition, f"{kind}/{seed}")
    return RenderedBill(data, content_type, records.record_truth(facts, kind))


def look_of(facts: BillFacts) -> Look:
    return LOOKS[int(rng_of("look", facts.layout, facts.bill_number).integers(len(LOOKS)))]
