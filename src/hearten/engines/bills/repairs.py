"""Correcting one amount when the arithmetic proves which and to what; a person still confirms it.

A correction is made only when exactly one amount, changed in a way that a misreading explains (the second reader saw it, one
unsure digit, a lost point), makes a failing equation hold and breaks none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hearten.engines.bills.checks import DETAILS, ITEMS, TOTAL, WORDS, Check
from hearten.engines.bills.draft import Draft
from hearten.engines.bills.page import Piece
from hearten.engines.bills.values import has_cents, minor_of_amount

# A digit read with less may be another digit.
_UNSURE = 0.97
_MOST_REPAIRS = 3
_LEFT_SIDE = {"payments_total", "items_total", "details_total"}

# The name of a field, or an item's or detail's place among all lines.
Which = str | int


def mend(draft: Draft) -> Draft:
    """The draft with what is provably misread put right; unchanged where more than one correction would do."""
    for _ in range(_MOST_REPAIRS):
        options = [changed for which, minor in _options(draft) if (changed := _tried(draft, which, minor))]
        if len(options) != 1:
            break
        draft = options[0]
    return draft


def _options(draft: Draft) -> Iterator[tuple[Which, int]]:
    """Each amount of a failing equation with the value that would make it hold, where a misreading explains it."""
    seen: set[tuple[Which, int]] = set()
    for check in draft.checks():
        if check.holds or check.code == "parts_within_total":
            continue
        for which, piece, minor in _operands(draft, check):
            for needed in (minor - check.difference_minor, minor + check.difference_minor):
                if (which, needed) not in seen and explains(piece, minor, needed):
                    seen.add((which, needed))
                    yield which, needed


def _operands(draft: Draft, check: Check) -> Iterator[tuple[Which, Piece, int]]:
    for name in sorted(check.names - {ITEMS, DETAILS, WORDS}):
        found = draft.fields[name]
        if len(found.pieces) == 1:
            yield name, found.pieces[0], int(found.value)
    lines = [*draft.items, *draft.details]
    for place, item in enumerate(lines):
        if (ITEMS if place < len(draft.items) else DETAILS) in check.names:
            yield place, item.amount_piece, item.amount_minor


def explains(piece: Piece, read: int, needed: int) -> bool:
    """Whether a misreading of this piece can have turned `needed` into `read` (minor units)."""
    if needed < 0 or needed == read:
        return False
    if piece.box.other and needed == minor_of_amount(_seen_by_other(piece)):
        return True
    if not has_cents(piece.text):
        return needed * 100 == read
    return _one_unsure_digit(piece, read, needed)


def _seen_by_other(piece: Piece) -> str:
    other, mine = piece.box.other, piece.box.clean
    if piece.end == len(mine):
        head = mine[: piece.start]
        return (
            other[piece.start :]
            if len(other) == len(mine)
            else other[other.rfind(":") + 1 :]
            if ":" in head
            else other
        )
    return other[piece.start : piece.end] if len(other) == len(mine) else ""


def _one_unsure_digit(piece: Piece, read: int, needed: int) -> bool:
    before, after = str(abs(read)), str(needed)
    digits = [index for index, sign in enumerate(piece.text) if sign.isalnum()]
    if len(before) != len(after) or len(digits) < len(before) or not piece.box.sureness:
        return False
    changed = [index for index, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    if len(changed) != 1:
        return False
    place = digits[len(digits) - len(before) + changed[0]]
    return piece.box.sureness[piece.start + place] < _UNSURE


def _tried(draft: Draft, which: Which, minor: int) -> Draft | None:
    """The draft with that amount, when an equation more holds and none less."""
    changed = _with(draft, which, minor)
    before = {check.code: check.holds for check in draft.checks()}
    after = {check.code: check.holds for check in changed.checks()}
    broken = [code for code, held in before.items() if held and not after.get(code, True)]
    mended = [code for code, held in before.items() if not held and after.get(code)]
    return changed if mended and not broken else None


def _with(draft: Draft, which: Which, minor: int) -> Draft:
    repaired = draft.repaired | {which}
    if isinstance(which, str):
        found = replace(draft.fields[which], value=minor)
        return replace(draft, fields={**draft.fields, which: found}, repaired=repaired)
    lines = [*draft.items, *draft.details]
    lines[which] = replace(lines[which], amount_minor=minor)
    count = len(draft.items)
    return replace(draft, items=tuple(lines[:count]), details=tuple(lines[count:]), repaired=repaired)


__all__ = ["TOTAL", "explains", "mend"]
