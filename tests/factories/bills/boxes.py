"""The same sheets as pieces of text with their places: what a faultless recogniser would see, without drawing."""

from __future__ import annotations

import numpy as np

from hearten.engines.bills import Page, TextBox
from tests.factories.bills.fonts import load_font
from tests.factories.bills.paper import WIDTH, Look


class Boxes:
    """What `Picture` is for pixels, for text alone. Seals are not text here."""

    def __init__(self, height: int, look: Look) -> None:
        self.look, self.height = look, height
        self._found: list[TextBox] = []

    def text(
        self, x: float, y: float, text: str, size: int, *, label: bool = False, anchor: str = "l"
    ) -> float:
        wide = load_font(self.look.label if label else self.look.value, size).getlength(text)
        left = x - wide * {"l": 0, "m": 0.5, "r": 1}[anchor]
        top, bottom = y - size * 0.6, y + size * 0.6
        quad = ((left, top), (left + wide, top), (left + wide, bottom), (left, bottom))
        outline = tuple((across / WIDTH, down / self.height) for across, down in quad)
        if text:
            self._found.append(TextBox(text, quad, outline, tuple(0.99 for _ in text)))
        return left + wide

    def line(self, x0: float, y0: float, x1: float, y1: float, width: int = 2) -> None: ...

    def box(self, x0: float, y0: float, x1: float, y1: float, width: int = 3) -> None: ...

    def seal(self, cx: float, cy: float, rx: float, ry: float, around: str, inside: str) -> None: ...

    def code(self, x: float, y: float, side: float, modules: np.ndarray) -> None: ...

    def to_page(self) -> Page:
        return Page(1, float(WIDTH), float(self.height), tuple(self._found), exact=False)
