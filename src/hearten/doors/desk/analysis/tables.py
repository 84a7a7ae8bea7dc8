"""Tables of results: the same rows on the page and in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hearten.doors.components.formats import number_text
from hearten.doors.desk.insight.export import Value


@dataclass(frozen=True)
class Table:
    """Rows under their head; the first cell names its row. Numbers stay numbers: pages show `decimals` of them.

    None is a figure that is hidden or was never there. `notes` say which.
    """

    code: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    decimals: int = 2
    note: str = ""

    @property
    def shown(self) -> list[list[dict[str, object]]]:
        """Cells as text, and whether each is a figure."""
        return [[self._cell(value) for value in row] for row in self.rows]

    @property
    def columns(self) -> list[dict[str, object]]:
        """Heads, and whether figures stand below."""
        figures = [any(isinstance(row[i], int | float) for row in self.rows) for i in range(len(self.head))]
        return [{"word": word, "num": num} for word, num in zip(self.head, figures, strict=True)]

    def _cell(self, value: Value) -> dict[str, object]:
        if isinstance(value, str):
            return {"text": value or "–", "num": False}
        decimals = 0 if isinstance(value, int) else self.decimals
        return {"text": number_text(value, decimals), "num": True}
