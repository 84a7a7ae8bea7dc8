"""What a page holds before it is understood: pieces of text with their places, and their order in rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from statistics import median

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
Place = tuple[float, float, float, float]

# Full-width signs become half-width ones, sign by sign, so that places within a text stay what they are.
_SIGNS = {**{0xFF01 + i: 0x21 + i for i in range(94)}, 0x3000: 0x20, 0xA0: 0x20}
_SIGNS |= {ord(a): ord(b) for a, b in zip("￥。．，、—–－―【】〔〕", "¥..,,----[][]", strict=True)}
_MOST_ROW_DISTANCE = 0.55
_STEEPEST_CHANGE = 0.3
_ENOUGH_LINES = 8
_NO_PIVOT = 1e-9
# Chinese signs begin here.
_WIDE_SIGNS = 0x2E80


@dataclass(frozen=True)
class TextBox:
    """One piece of text: `quad` in points of the upright page, `outline` in 0…1 of the picture as it was sent.

    Corners go clockwise from where the text begins. `sureness` has one figure for each sign (empty: exact).
    `other` is what a second reader saw when it saw something else.
    """

    text: str
    quad: Quad
    outline: Quad
    sureness: tuple[float, ...] = ()
    other: str = ""

    @cached_property
    def clean(self) -> str:
        """The text with plain signs; as long as the text."""
        return self.text.translate(_SIGNS)

    @cached_property
    def height(self) -> float:
        return (_length(self.quad[0], self.quad[3]) + _length(self.quad[1], self.quad[2])) / 2

    @cached_property
    def width(self) -> float:
        return (_length(self.quad[0], self.quad[1]) + _length(self.quad[3], self.quad[2])) / 2

    @cached_property
    def slope(self) -> float:
        """How far the text falls for each point to the right."""
        across = self.quad[1][0] - self.quad[0][0] + self.quad[2][0] - self.quad[3][0]
        down = self.quad[1][1] - self.quad[0][1] + self.quad[2][1] - self.quad[3][1]
        return down / across if across > 0 else 0.0


@dataclass(frozen=True)
class Page:
    number: int
    width: float
    height: float
    boxes: tuple[TextBox, ...]
    exact: bool = False


@dataclass(frozen=True)
class Piece:
    """Signs `start` to `end` of a box, at their place along the row."""

    box: TextBox
    start: int
    end: int
    left: float
    right: float
    page: int

    @property
    def text(self) -> str:
        return self.box.clean[self.start : self.end]

    @property
    def raw(self) -> str:
        return self.box.text[self.start : self.end]

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def cut(self, start: int, end: int) -> Piece:
        """Signs `start` to `end` of this piece, blanks around them left out."""
        begin, stop = self.start + start, self.start + end
        while begin < stop and self.box.clean[begin] == " ":
            begin += 1
        while stop > begin and self.box.clean[stop - 1] == " ":
            stop -= 1
        a, b = _share(self.text, begin - self.start), _share(self.text, stop - self.start)
        span = self.right - self.left
        return Piece(self.box, begin, stop, self.left + a * span, self.left + b * span, self.page)

    @property
    def sureness(self) -> float:
        """The least sure of the signs that carry meaning; 1 for exact text."""
        sure = self.box.sureness[self.start : self.end]
        told = [value for sign, value in zip(self.text, sure, strict=False) if sign.isalnum() or sign == "."]
        return min(told, default=1.0 if not self.box.sureness else 0.0)

    @property
    def place(self) -> Place:
        """x, y, width, height in 0…1 of the picture as sent."""
        whole = self.box.clean
        a, b = _share(whole, self.start), _share(whole, self.end)
        first, second, third, fourth = self.box.outline
        corners = [_between(first, second, a), _between(first, second, b)]
        corners += [_between(fourth, third, b), _between(fourth, third, a)]
        return around(corners)


@dataclass(frozen=True)
class Row:
    """Pieces that stand beside each other, from left to right."""

    top: float
    height: float
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


def around(points: Iterable[Point]) -> Place:
    """The smallest upright rectangle around the points, kept within the picture."""
    xs, ys = zip(*points, strict=True)
    left, top = max(0.0, min(xs)), max(0.0, min(ys))
    return (
        round(left, 4),
        round(top, 4),
        round(min(1.0, max(xs)) - left, 4),
        round(min(1.0, max(ys)) - top, 4),
    )


def join_places(places: Sequence[Place]) -> Place:
    corners = [(x, y) for x, y, _, _ in places] + [(x + w, y + h) for x, y, w, h in places]
    return around(corners)


def rows_of(page: Page) -> list[Row]:
    """The page's text in rows from the top, however the photo leans or bends a little."""
    boxes = [box for box in page.boxes if box.clean.strip() and box.width > 0]
    if not boxes:
        return []
    level = _levels(page, boxes)
    rows: list[list[tuple[float, TextBox]]] = []
    for y, box in sorted(zip(level, boxes, strict=True), key=lambda pair: pair[0]):
        near = [row for row in rows[-4:] if _same_row(row, y, box)]
        if near:
            min(near, key=lambda row: abs(_mean(row) - y)).append((y, box))
        else:
            rows.append([(y, box)])
    return [_row(page, row) for row in sorted(rows, key=_mean)]


def _same_row(row: list[tuple[float, TextBox]], y: float, box: TextBox) -> bool:
    if any(_overlap(box, other) > 0.5 * min(box.width, other.width) for _, other in row):
        return False
    nearest = min(row, key=lambda pair: abs(_centre(pair[1])[0] - _centre(box)[0]))
    return abs(nearest[0] - y) < _MOST_ROW_DISTANCE * min(box.height, nearest[1].height)


def _row(page: Page, members: list[tuple[float, TextBox]]) -> Row:
    pieces = []
    for _, box in members:
        left = (box.quad[0][0] + box.quad[3][0]) / 2
        right = (box.quad[1][0] + box.quad[2][0]) / 2
        whole = Piece(box, 0, len(box.clean), left, right, page.number)
        pieces.append(whole.cut(0, len(box.clean)))
    pieces.sort(key=lambda piece: piece.left)
    return Row(_mean(members), median(box.height for _, box in members), tuple(pieces))


def _levels(page: Page, boxes: Sequence[TextBox]) -> list[float]:
    """Each box's height on the page once the lean of the lines (steepness linear in x and y) is taken out."""
    middle_x, middle_y = page.width / 2, page.height / 2
    constant, along_x, along_y = _lean(boxes, middle_x, middle_y)
    levels = []
    for box in boxes:
        x, y = _centre(box)
        x, y = x - middle_x, y - middle_y
        fall = (constant + along_y * y) * x + along_x * x * x / 2
        levels.append(y - fall + middle_y)
    return levels


def _lean(boxes: Sequence[TextBox], middle_x: float, middle_y: float) -> tuple[float, float, float]:
    """Weighted least squares of slope = a + b·x + c·y over boxes long enough to tell; only `a` from few boxes."""
    long = [box for box in boxes if box.width > 3 * box.height]
    if not long:
        return 0.0, 0.0, 0.0
    usual = median(box.slope for box in long)
    steady = [box for box in long if abs(box.slope - usual) < _STEEPEST_CHANGE / 6]
    if len(steady) < _ENOUGH_LINES:
        return usual, 0.0, 0.0
    terms = [_term(box, middle_x, middle_y) for box in steady]
    return _solve(terms) or (usual, 0.0, 0.0)


def _term(box: TextBox, middle_x: float, middle_y: float) -> tuple[tuple[float, float, float], float, float]:
    x, y = _centre(box)
    return (1.0, (x - middle_x) / 1000, (y - middle_y) / 1000), box.slope, box.width


def _solve(
    terms: Sequence[tuple[tuple[float, float, float], float, float]],
) -> tuple[float, float, float] | None:
    matrix = [[0.0] * 4 for _ in range(3)]
    for known, slope, weight in terms:
        for i in range(3):
            for j in range(3):
                matrix[i][j] += weight * known[i] * known[j]
            matrix[i][3] += weight * known[i] * slope
    for i in range(3):
        if abs(matrix[i][i]) < _NO_PIVOT:
            return None
        for other in range(3):
            if other != i:
                factor = matrix[other][i] / matrix[i][i]
                matrix[other] = [a - factor * b for a, b in zip(matrix[other], matrix[i], strict=True)]
    a, b, c = (matrix[i][3] / matrix[i][i] for i in range(3))
    return a, b / 1000, c / 1000


def _mean(row: list[tuple[float, TextBox]]) -> float:
    return sum(y for y, _ in row) / len(row)


def _centre(box: TextBox) -> Point:
    return sum(x for x, _ in box.quad) / 4, sum(y for _, y in box.quad) / 4


def _overlap(one: TextBox, other: TextBox) -> float:
    left = max(one.quad[0][0], other.quad[0][0])
    return min(one.quad[1][0], other.quad[1][0]) - left


def _length(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _share(text: str, count: int) -> float:
    """How much of the text's width its first `count` signs take; a Chinese sign is as wide as two letters."""
    widths = [1.0 if ord(sign) < _WIDE_SIGNS else 2.0 for sign in text]
    total = sum(widths)
    return sum(widths[:count]) / total if total else 0.0
