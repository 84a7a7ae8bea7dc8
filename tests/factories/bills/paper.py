"""A sheet to draw a bill on, 1700 points wide, kept as a picture. `pdf.py` has the same sheet as a PDF."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tests.factories.bills.fonts import load_font

WIDTH = 1700
Ink = tuple[int, int, int]
BLACK: Ink = (28, 28, 30)
SEAL_RED: Ink = (214, 60, 55)


@dataclass(frozen=True)
class Look:
    """Which letters and colours this printer uses."""

    ink: Ink
    paper: Ink
    label: str
    value: str


LOOKS = (
    Look((150, 30, 35), (255, 253, 247), "serif", "sans"),
    Look((140, 60, 30), (255, 255, 255), "sans", "sans"),
    Look((40, 60, 120), (250, 252, 255), "serif", "serif"),
    Look((30, 90, 70), (252, 255, 252), "sans", "mono"),
    Look((60, 60, 60), (255, 255, 255), "sans", "serif"),
)


class Paper(Protocol):
    look: Look
    height: int

    def text(
        self, x: float, y: float, text: str, size: int, *, label: bool = False, anchor: str = "l"
    ) -> float: ...
    def line(self, x0: float, y0: float, x1: float, y1: float, width: int = 2) -> None: ...
    def box(self, x0: float, y0: float, x1: float, y1: float, width: int = 3) -> None: ...
    def seal(self, cx: float, cy: float, rx: float, ry: float, around: str, inside: str) -> None: ...
    def code(self, x: float, y: float, side: float, modules: np.ndarray) -> None: ...


class Picture:
    """A sheet of pixels. Seals are multiplied onto it, so that print shows through as it does on paper."""

    def __init__(self, height: int, look: Look) -> None:
        self.look, self.height = look, height
        self.image = Image.new("RGB", (WIDTH, height), look.paper)
        self._draw = ImageDraw.Draw(self.image)

    def text(
        self, x: float, y: float, text: str, size: int, *, label: bool = False, anchor: str = "l"
    ) -> float:
        """Write with the middle of the line at `y`; gives where the text ends."""
        font = load_font(self.look.label if label else self.look.value, size)
        self._draw.text((x, y), text, self.look.ink if label else BLACK, font, anchor=f"{anchor}m")
        return x + font.getlength(text)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: int = 2) -> None:
        self._draw.line((x0, y0, x1, y1), self.look.ink, width)

    def box(self, x0: float, y0: float, x1: float, y1: float, width: int = 3) -> None:
        self._draw.rectangle((x0, y0, x1, y1), outline=self.look.ink, width=width)

    def code(self, x: float, y: float, side: float, modules: np.ndarray) -> None:
        cells = Image.fromarray(np.where(modules, 0, 255).astype(np.uint8))
        self.image.paste(cells.resize((int(side), int(side)), Image.Resampling.NEAREST), (int(x), int(y)))

    def seal(self, cx: float, cy: float, rx: float, ry: float, around: str, inside: str) -> None:
        self.stamp(cx, cy, rx, ry, around, inside)

    def stamp(
        self,
        cx: float,
        cy: float,
        rx: float,
        ry: float,
        around: str,
        inside: str,
        *,
        strength: float = 0.75,
        turn: float = 0,
    ) -> None:
        """An oval seal: text along the rim, a word in the middle; the weaker, the more worn the ink pad."""
        side = int(2.2 * max(rx, ry))
        layer = Image.new("RGB", (side, side), "white")
        draw, middle, colour = ImageDraw.Draw(layer), side / 2, _faded(SEAL_RED, strength)
        draw.ellipse((middle - rx, middle - ry, middle + rx, middle + ry), outline=colour, width=5)
        size = int(min(rx, ry) * 0.3)
        font = load_font("serif", size)
        for letter, x, y, angle in rim(around, rx - size, ry - size):
            _letter(layer, letter, middle + x, middle + y, angle, font, colour)
        draw.text((middle, middle + ry * 0.3), inside, colour, load_font("sans", size), anchor="mm")
        layer = layer.rotate(turn, fillcolor="white", resample=Image.Resampling.BICUBIC)
        sheet = Image.new("RGB", self.image.size, "white")
        sheet.paste(layer, (int(cx - middle), int(cy - middle)))
        self.image.paste(ImageChops.multiply(self.image, sheet))


def rim(text: str, rx: float, ry: float) -> list[tuple[str, float, float, float]]:
    """Where each letter of `text` stands on the upper rim of an oval: letter, x, y, degrees to turn it."""
    placed, reach = [], min(1.0, 0.2 + 0.08 * len(text))
    for position, letter in enumerate(text):
        share = (position + 0.5) / len(text)
        angle = math.radians(180 + 90 * (1 - reach) + 180 * reach * share)
        x, y = rx * math.cos(angle), ry * math.sin(angle)
        placed.append((letter, x, y, math.degrees(math.atan2(x / rx, -y / ry))))
    return placed


def _letter(layer: Image.Image, letter: str, x: float, y: float, angle: float, font, colour: Ink) -> None:
    size = int(font.size * 1.5)
    tile = Image.new("L", (size, size), 0)
    ImageDraw.Draw(tile).text((size / 2, size / 2), letter, 255, font, anchor="mm")
    tile = tile.rotate(-angle, resample=Image.Resampling.BICUBIC)
    layer.paste(colour, (int(x - size / 2), int(y - size / 2)), tile)


def _faded(colour: Ink, strength: float) -> Ink:
    return tuple(int(255 - (255 - part) * strength) for part in colour)  # type: ignore[return-value]


def square_code(rng: np.random.Generator, cells: int = 29) -> np.ndarray:
    """Something that looks like a QR code: three corner marks and noise. It encodes nothing."""
    modules = rng.random((cells, cells)) < 0.5
    for top, left in ((0, 0), (0, cells - 7), (cells - 7, 0)):
        modules[max(0, top - 1) : top + 8, max(0, left - 1) : left + 8] = False
        modules[top : top + 7, left : left + 7] = True
        modules[top + 1 : top + 6, left + 1 : left + 6] = False
        modules[top + 2 : top + 5, left + 2 : left + 5] = True
    return modules
