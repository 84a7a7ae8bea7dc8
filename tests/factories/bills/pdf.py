"""The same sheets as a PDF with a text layer, as hospitals send electronic bills."""

from __future__ import annotations

import logging
import math
from datetime import UTC, datetime

import numpy as np
from fpdf import FPDF
from PIL import Image

from tests.factories.bills.fonts import find_font
from tests.factories.bills.paper import BLACK, SEAL_RED, WIDTH, Look, rim

POINT_MM = 0.14  # 1700 points are 238 mm
MADE = datetime(2026, 11, 2, tzinfo=UTC)  # so that the same bill gives the same bytes


class Sheet:
    """What `Picture` is for pixels, for a PDF of one page or more."""

    def __init__(self, height: int, look: Look) -> None:
        self.look, self.height = look, height
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        self.pdf = FPDF(unit="mm", format=(WIDTH * POINT_MM, height * POINT_MM))
        self.pdf.set_creation_date(MADE)
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        for style in {look.label, look.value, "serif", "sans"}:
            found = find_font(style)
            self.pdf.add_font(style, fname=found.path, collection_font_number=found.index)
        self.pdf.add_page()

    def text(
        self, x: float, y: float, text: str, size: int, *, label: bool = False, anchor: str = "l"
    ) -> float:
        self._font(self.look.label if label else self.look.value, size)
        self.pdf.set_text_color(*(self.look.ink if label else BLACK))
        wide = self.pdf.get_string_width(text) / POINT_MM
        start = x - wide * {"l": 0, "m": 0.5, "r": 1}[anchor]
        self.pdf.text(start * POINT_MM, (y + size * 0.36) * POINT_MM, text)
        return start + wide

    def line(self, x0: float, y0: float, x1: float, y1: float, width: int = 2) -> None:
        self._pen(self.look.ink, width)
        self.pdf.line(*(part * POINT_MM for part in (x0, y0, x1, y1)))

    def box(self, x0: float, y0: float, x1: float, y1: float, width: int = 3) -> None:
        self._pen(self.look.ink, width)
        self.pdf.rect(*(part * POINT_MM for part in (x0, y0, x1 - x0, y1 - y0)))

    def code(self, x: float, y: float, side: float, modules: np.ndarray) -> None:
        cells = Image.fromarray(np.where(modules, 0, 255).astype(np.uint8))
        self.pdf.image(cells, x * POINT_MM, y * POINT_MM, side * POINT_MM, side * POINT_MM)

    def seal(self, cx: float, cy: float, rx: float, ry: float, around: str, inside: str) -> None:
        """An oval with its text: in a PDF the seal's letters lie in the text layer too, and must not mislead."""
        self._pen(SEAL_RED, 5)
        self.pdf.set_text_color(*SEAL_RED)
        self.pdf.ellipse((cx - rx) * POINT_MM, (cy - ry) * POINT_MM, 2 * rx * POINT_MM, 2 * ry * POINT_MM)
        size = int(min(rx, ry) * 0.3)
        self._font("serif", size)
        for letter, x, y, angle in rim(around, rx - size, ry - size):
            at = ((cx + x - size / 2 * math.cos(math.radians(angle))) * POINT_MM, (cy + y) * POINT_MM)
            with self.pdf.rotation(-angle, *at):
                self.pdf.text(*at, letter)
        self._font("sans", size)
        wide = self.pdf.get_string_width(inside)
        self.pdf.text(cx * POINT_MM - wide / 2, (cy + ry * 0.3 + size * 0.36) * POINT_MM, inside)

    def to_bytes(self) -> bytes:
        return bytes(self.pdf.output())

    def _font(self, style: str, size: int) -> None:
        self.pdf.set_font(style, size=size * POINT_MM * 72 / 25.4)

    def _pen(self, colour: tuple[int, int, int], width: int) -> None:
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(width * POINT_MM)
