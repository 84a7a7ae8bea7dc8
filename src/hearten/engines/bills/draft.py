"""What was found on the pages before it is judged: the best reading of each field, the lines, and their checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hearten.engines.bills.capitals import minor_of_capitals
from hearten.engines.bills.checks import TOTAL, WORDS, Check, check_amounts
from hearten.engines.bills.fields import HOSPITAL_NAME, Found, fields_of
from hearten.engines.bills.items import Item, split_items
from hearten.engines.bills.labels import Kind
from hearten.engines.bills.page import Page, Row, rows_of


@dataclass(frozen=True)
class Draft:
    """`repaired` names what was corrected because the arithmetic proves it: a field, or an item by its place."""

    fields: dict[str, Found]
    items: tuple[Item, ...]
    details: tuple[Item, ...] = ()
    repaired: frozenset[str | int] = frozenset()

    def amounts(self) -> dict[str, int]:
        return {name: int(found.value) for name, found in self.fields.items() if found.kind == Kind.AMOUNT}

    def words_minor(self) -> int | None:
        found = self.fields.get(WORDS)
        return minor_of_capitals(str(found.value)) if found else None

    def checks(self) -> list[Check]:
        items = [item.amount_minor for item in self.items]
        return check_amounts(
            self.amounts(), items, self.words_minor(), [item.amount_minor for item in self.details]
        )


def draft_of(pages: Sequence[Page]) -> tuple[Draft, list[Row]]:
    """Fields and lines of all pages together, and all rows for telling the kind of paper."""
    every: list[Row] = []
    found: list[Found] = []
    items: list[Item] = []
    for page in pages:
        rows = rows_of(page)
        page_items, others = split_items(rows)
        items.extend(page_items)
        found.extend(fields_of(others, page.width))
        every.extend(rows)
    fields = _best(found, items)
    if "hospital" not in fields and (hospital := _hospital(every)):
        fields["hospital"] = hospital
    total = fields.get(TOTAL)
    main, details = _levels(items, int(total.value) if total else None)
    return _total_from_words(Draft(fields, tuple(main), tuple(details))), every


def _best(found: Sequence[Found], items: Sequence[Item]) -> dict[str, Found]:
    """One reading for each field: the first, but of several totals the one that capitals or lines confirm, else the last."""
    fields: dict[str, Found] = {}
    for each in found:
        fields.setdefault(each.name, each)
    totals = [each for each in found if each.name == TOTAL]
    if len(totals) > 1:
        words = fields.get(WORDS)
        spoken = minor_of_capitals(str(words.value)) if words else None
        added = sum(item.amount_minor for item in items)
        fitting = [each for wanted in (added, spoken) for each in totals if each.value == wanted]
        fields[TOTAL] = (fitting or totals[::-1])[0]
    return fields


def _levels(items: Sequence[Item], total: int | None) -> tuple[list[Item], list[Item]]:
    """Kinds of fee and the details that make them up, where a bill prints both: lines of tables with other columns."""
    sections = list(dict.fromkeys(item.section for item in items))
    if len(sections) <= 1 or sum(item.amount_minor for item in items) == total:
        return list(items), []
    first = [item for item in items if item.section == sections[0]]
    rest = [item for item in items if item.section != sections[0]]
    return first, rest


def _total_from_words(draft: Draft) -> Draft:
    """Where only the capitals were read, they are the total; a person confirms it."""
    words = draft.fields.get(WORDS)
    minor = draft.words_minor()
    if words is None or minor is None or TOTAL in draft.fields:
        return draft
    total = replace(words, name=TOTAL, kind=Kind.AMOUNT, value=minor)
    return replace(draft, fields={**draft.fields, TOTAL: total}, repaired=draft.repaired | {TOTAL})


def _hospital(rows: Sequence[Row]) -> Found | None:
    """A hospital named in a title, where no label names one."""
    for row in rows:
        for piece in row.pieces:
            match = HOSPITAL_NAME.search(piece.text)
            if match:
                part = piece.cut(match.start(), match.end())
                return Found("hospital", Kind.HOSPITAL, part.text, (part,), part.page)
    return None
