"""Finding the expense lines: under a table's head, column by column, also where tables stand side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from hearten.engines.bills.fields import labels_in
from hearten.engines.bills.labels import (
    AMOUNT_COLUMN,
    FEE_HEADS,
    NAME_COLUMN,
    NOTHING,
    OTHER_COLUMNS,
    SUM_WORDS,
    Kind,
)
from hearten.engines.bills.page import Piece, Row
from hearten.engines.bills.values import has_cents, minor_of_amount

_SHORT = 2
_NAME, _AMOUNT, _OTHER = "name", "amount", "other"
_COLUMNS = {
    **dict.fromkeys(OTHER_COLUMNS, _OTHER),
    **dict.fromkeys(AMOUNT_COLUMN, _AMOUNT),
    **dict.fromkeys(NAME_COLUMN, _NAME),
}
_BY_LENGTH = sorted(_COLUMNS, key=len, reverse=True)


@dataclass(frozen=True)
class Item:
    """One expense line. `note` is the last column, such as 医保 or 自费; `quantity` as printed."""

    name: str
    amount_minor: int
    name_pieces: tuple[Piece, ...]
    amount_piece: Piece
    quantity: str = ""
    unit_price_minor: int | None = None
    note: str = ""
    section: str = ""

    @property
    def confidence(self) -> float:
        return min(piece.sureness for piece in (*self.name_pieces, self.amount_piece))

    @property
    def has_cents(self) -> bool:
        return has_cents(self.amount_piece.text)


@dataclass(frozen=True)
class _Column:
    words: str
    role: str
    left: float
    right: float


Table = list[_Column]


def split_items(rows: Sequence[Row]) -> tuple[list[Item], list[Row]]:
    """The expense lines of one page in reading order, and the rows that are no part of a table of them."""
    items: list[Item] = []
    others: list[Row] = []
    tables: list[Table] = []
    for row in rows:
        head = _head(row)
        tables = head or ([] if _ends(row) else tables)
        if not tables:
            others.append(row)
        elif not head:
            _take_line(items, row, tables)
    return items or _headless(rows), others


def _take_line(items: list[Item], row: Row, tables: Sequence[Table]) -> None:
    section = "|".join(
        sorted({column.words for table in tables for column in table if column.role != _AMOUNT})
    )
    for table, pieces in zip(tables, _by_table(row, tables), strict=True):
        item = _item(table, pieces, section)
        if item:
            items.append(item)
        elif items and len(tables) == 1:
            items[-1] = _continued(items[-1], table, pieces)


def _head(row: Row) -> list[Table]:
    """The tables whose head this row is: each begins at its name column and has a column of amounts."""
    columns = [column for piece in row.pieces for column in _columns(piece)]
    unread = sum(len(piece.text) for piece in row.pieces) - sum(len(column.words) for column in columns)
    if unread > 6 + len(columns):
        return []
    starts = [index for index, column in enumerate(columns) if column.role == _NAME]
    if not starts:
        return []
    # A number or a date before the first name belongs to the first table; later ones begin at their name.
    bounds = [0, *starts[1:], len(columns)]
    tables = [columns[a:b] for a, b in pairwise(bounds)]
    return tables if any(column.role == _AMOUNT for table in tables for column in table) else []


def _columns(piece: Piece) -> list[_Column]:
    text, found, at = piece.text, [], 0
    while at < len(text):
        words = next((words for words in _BY_LENGTH if text.startswith(words, at)), None)
        if words is None:
            at += 1
            continue
        part = piece.cut(at, at + len(words))
        found.append(_Column(words, _COLUMNS[words], part.left, part.right))
        at += len(words)
    return found


def _ends(row: Row) -> bool:
    """A sum or a labelled field of money after the table: its lines are over."""
    text = row.text.replace(" ", "")
    if any(words in text for words in SUM_WORDS):
        return True
    telling = [label for label in labels_in(row) if label.field != NOTHING and label.kind != Kind.TEXT]
    # 自费 and 自付 stand in the last column of a table as well.
    return sum(len(label.words) > _SHORT for label in telling) > 1


def _by_table(row: Row, tables: Sequence[Table]) -> list[list[Piece]]:
    edges = [min(column.left for column in table) for table in tables]
    parts: list[list[Piece]] = [[] for _ in tables]
    for piece in row.pieces:
        reach = piece.left + 0.25 * (piece.right - piece.left)
        index = max((i for i, edge in enumerate(edges) if reach >= edge - 2 * row.height), default=0)
        parts[index].append(piece)
    return parts


def _item(table: Table, pieces: Sequence[Piece], section: str) -> Item | None:
    """The line of one table in a row: text under the name, an amount under the amount; else nothing."""
    cells = _cells(table, [word for piece in pieces for word in _words(piece)])
    names = [piece for column, piece in cells if column.role == _NAME]
    amounts = [piece for column, piece in cells if column.role == _AMOUNT]
    priced = [(piece, minor_of_amount(piece.text)) for piece in amounts]
    known = [(piece, minor) for piece, minor in priced if minor is not None]
    if not names or not known:
        return None
    piece, minor = next(((p, m) for p, m in known if has_cents(p.text)), known[-1])
    if minor is None or not _says_something(names):
        return None
    extra = _extras(cells)
    return Item(_joined(names), minor, tuple(names), piece, section=section, **extra)


def _says_something(names: Sequence[Piece]) -> bool:
    return any("\u3400" <= sign <= "\u9fff" or sign.isalpha() for piece in names for sign in piece.text)


def _extras(cells: Sequence[tuple[_Column, Piece]]) -> dict[str, Any]:
    quantity = [piece.text for column, piece in cells if column.words.startswith("数量")]
    price = [minor_of_amount(piece.text) for column, piece in cells if column.words.startswith("单价")]
    notes = [
        piece.text
        for column, piece in cells
        if column.words in {"备注", "医保等级", "等级", "甲乙类", "医保类别"}
    ]
    return {
        "quantity": " ".join(quantity),
        "unit_price_minor": price[0] if price else None,
        "note": " ".join(notes),
    }


def _cells(table: Table, words: Sequence[Piece]) -> list[tuple[_Column, Piece]]:
    """Each word with the column it stands under; what lies between two goes to the one whose edge it keeps to."""
    cells = []
    for word in words:
        overlapping = [column for column in table if word.left < column.right and word.right > column.left]
        pool = overlapping or table
        column = min(
            pool,
            key=lambda c: min(
                abs(c.left - word.left), abs(c.right - word.right), abs(_middle(c) - word.middle)
            ),
        )
        cells.append((column, word))
    return cells


def _words(piece: Piece) -> list[Piece]:
    """A piece cut at its wide blanks, and where text runs into an amount with fen at the end."""
    parts = [
        piece.cut(m.start(), m.end())
        for m in re.finditer(r"\S+(?: \S+)*?(?=\s{2,}|$|\s[¥\d])|\S+", piece.text)
    ]
    return [part for part in parts if part.text.strip()]


def _continued(item: Item, table: Table, pieces: Sequence[Piece]) -> Item:
    """A second line of a long name: text under the name column and nothing else."""
    cells = _cells(table, pieces)
    if cells and all(column.role == _NAME for column, _ in cells) and _says_something([p for _, p in cells]):
        more = tuple(piece for _, piece in cells)
        return replace(item, name=item.name + _joined(more), name_pieces=(*item.name_pieces, *more))
    return item


def _headless(rows: Sequence[Row]) -> list[Item]:
    """Lines of a table whose head was not read: a known fee head followed by an amount with fen."""
    items = []
    for row in rows:
        words = [word for piece in row.pieces for word in _words(piece)]
        for word, follower in _pairs(words):
            minor = minor_of_amount(follower.text)
            if minor is not None and has_cents(follower.text):
                items.append(Item(word.text, minor, (word,), follower))
    return items


def _pairs(words: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    pairs = []
    for index, word in enumerate(words):
        if word.text in FEE_HEADS:
            follower = next((other for other in words[index + 1 :] if has_cents(other.text)), None)
            if follower:
                pairs.append((word, follower))
    return pairs


def _joined(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.raw for piece in pieces)


def _middle(column: _Column) -> float:
    return (column.left + column.right) / 2
