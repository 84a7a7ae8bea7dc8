"""From pages of text with places to a bill: kind, fields, expense lines, checks, and what a person must look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hearten.engines.bills.checks import DETAILS, ITEMS, Check, vouched_for
from hearten.engines.bills.classes import BILLS, DocumentClass, class_of
from hearten.engines.bills.draft import Draft, draft_of
from hearten.engines.bills.fields import Found
from hearten.engines.bills.items import Item
from hearten.engines.bills.labels import Kind
from hearten.engines.bills.page import Page, Place, join_places
from hearten.engines.bills.repairs import mend

# Text with a sign read less surely than this is doubtful; measured, see docs/algorithms/bill_reading.md.
SURE = 0.8
# Where a name should stand, this is a seal that hides it.
SEAL_TEXT = re.compile("专用章|收讫|监制")
# A money bill without these can't be claimed.
ESSENTIAL = ("total_minor", "hospital")
_CODE_LENGTHS = {"bill_code": {8, 10, 12}, "bill_number": {8, 10, 20}, "check_code": {6, 20}}


@dataclass(frozen=True)
class ReadField:
    """One field as the member sees it beside the picture. `value`: minor units, ISO day or text."""

    name: str
    text: str
    value: str | int
    confidence: float
    box: Place
    page: int
    doubtful: bool


@dataclass(frozen=True)
class ReadItem:
    """One expense line; `detail` lines make up the others and are not added to them."""

    name: str
    amount_minor: int
    confidence: float
    box: Place
    page: int
    doubtful: bool
    quantity: str = ""
    unit_price_minor: int | None = None
    note: str = ""
    detail: bool = False


@dataclass(frozen=True)
class BillReading:
    document_class: DocumentClass
    fields: tuple[ReadField, ...]
    items: tuple[ReadItem, ...]
    checks: tuple[Check, ...]

    def value(self, name: str) -> Any:
        """The value of the field, or None when it was not read."""
        return next((read.value for read in self.fields if read.name == name), None)

    @property
    def is_bill(self) -> bool:
        return self.document_class in BILLS


def read_bill(pages: Sequence[Page]) -> BillReading:
    """What the pages of one document say. Nothing is invented: what was not found is not there."""
    draft, rows = draft_of(pages)
    draft = mend(draft)
    checks = draft.checks()
    exact = bool(pages) and all(page.exact for page in pages)
    judge = _Judge(draft, tuple(checks), vouched_for(checks), exact)
    return BillReading(class_of(rows), judge.fields(), judge.items(), tuple(checks))


@dataclass(frozen=True)
class _Judge:
    """Says of each field and line whether a person must look at it."""

    draft: Draft
    checks: tuple[Check, ...]
    vouched: frozenset[str]
    exact: bool

    def fields(self) -> tuple[ReadField, ...]:
        return tuple(
            ReadField(
                name=name,
                text=found.text,
                value=found.value,
                confidence=round(found.confidence, 4),
                box=join_places([piece.place for piece in found.pieces]),
                page=found.page,
                doubtful=self._doubts(name, found),
            )
            for name, found in self.draft.fields.items()
        )

    def items(self) -> tuple[ReadItem, ...]:
        count = len(self.draft.items)
        lines = [*self.draft.items, *self.draft.details]
        return tuple(self._line(place, item, detail=place >= count) for place, item in enumerate(lines))

    def _line(self, place: int, item: Item, *, detail: bool) -> ReadItem:
        name_sure = min(piece.sureness for piece in item.name_pieces)
        proven = self._proven(DETAILS if detail else ITEMS)
        hidden = SEAL_TEXT.search(item.name) is not None
        return ReadItem(
            name=item.name,
            amount_minor=item.amount_minor,
            confidence=round(item.confidence, 4),
            box=join_places([piece.place for piece in (*item.name_pieces, item.amount_piece)]),
            page=item.amount_piece.page,
            doubtful=place in self.draft.repaired or not proven or name_sure < SURE / 2 or hidden,
            quantity=item.quantity,
            unit_price_minor=item.unit_price_minor,
            note=item.note,
            detail=detail,
        )

    def _proven(self, name: str) -> bool:
        """Vouched for by an equation; in exact text it is enough that none fails."""
        fails = any(not check.holds and name in check.names for check in self.checks)
        return name in self.vouched or (self.exact and not fails)

    def _doubts(self, name: str, found: Found) -> bool:
        if name in self.draft.repaired:
            return True
        if found.kind in {Kind.AMOUNT, Kind.CAPITALS}:
            return not self._proven(name) or (found.kind == Kind.AMOUNT and int(found.value) < 0)
        lengths = _CODE_LENGTHS.get(name)
        if lengths and len(str(found.value)) not in lengths:
            return True
        return found.confidence < SURE or self._out_of_order(name)

    def _out_of_order(self, name: str) -> bool:
        """Discharge before admission, or a visit after the bill was made out."""
        days = {key: str(found.value) for key, found in self.draft.fields.items() if found.kind == Kind.DAY}
        pairs = (
            ("admission_date", "discharge_date"),
            ("visit_date", "issue_date"),
            ("admission_date", "issue_date"),
        )
        return any(
            name in pair and pair[0] in days and pair[1] in days and days[pair[0]] > days[pair[1]]
            for pair in pairs
        )
