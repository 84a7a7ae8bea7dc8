"""One picture to one page of text: turned upright, lines found, read quickly, and read again with care where unsure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import cast

import numpy as np
from numpy.typing import NDArray

from hearten.domains.claims.providers.recognition.lines import (
    Corners,
    Picture,
    ReadLine,
    cut_line,
    find_lines,
    read_line,
)
from hearten.domains.claims.providers.recognition.models import careful_reader, finder, quick_reader
from hearten.domains.claims.providers.recognition.pictures import (
    even_light,
    is_seal_print,
    levelled,
    needs_even_light,
    touched_by_seal,
    turned,
    without_seals,
)
from hearten.engines.bills import Page, TextBox
from hearten.engines.bills.page import Quad

# Where lines are sought: text of a bill is still 10 points high at this size, and the search is three times quicker.
SEARCH_SIDE = 1280
# Below this the careful reader looks again. Both readings kept when they differ.
_LOOK_AGAIN = 0.95
_TILTED_DEGREES = 2.0
_SAMPLES = 8
_UPRIGHT_SHARE = 1.3
_LONG, _FEW = 4, 3
# Two lines that read much better one way settle which way is up.
_CLEAR_AFTER, _CLEAR = 2, 0.15
_OVER = 0.3
# A label is at least this many times as long as high.
_LABEL = 1.5


@dataclass(frozen=True)
class PictureText:
    page: Page
    turn: int


@dataclass(frozen=True)
class _Sheet:
    """A picture and, where it carries seals, the same without them: lines are sought where no seal is in the way."""

    lit: Picture
    bare: Picture | None

    @property
    def sought(self) -> Picture:
        return self.lit if self.bare is None else self.bare

    def lines(self) -> list[Corners]:
        """Where text stands: as seen where no seal lies, as seen without the seals where one does; no seal's own text."""
        seen = find_lines(self.lit, finder(), SEARCH_SIDE)
        if self.bare is None:
            return seen
        kept: list[Corners] = []
        touched: list[Corners] = []
        for line in seen:
            (touched if touched_by_seal(cut_line(self.lit, line)) else kept).append(line)
        if not touched:
            return kept
        bare = find_lines(self.bare, finder(), SEARCH_SIDE)
        instead = [line for line in bare if _over(line, touched)]
        kept = [line for line in kept if not _covered(line, instead)]
        found = instead + [line for line in bare if not _over(line, touched) and not _covered(line, kept)]
        rest = [part for line in touched if (part := _left_over(line, found)) is not None]
        return kept + found + [line for line in rest if not is_seal_print(cut_line(self.lit, line))]

    def turned(self, degrees: int) -> _Sheet:
        bare = None if self.bare is None else turned(self.bare, degrees)
        return _Sheet(turned(self.lit, degrees), bare)

    def levelled(self, degrees: float) -> tuple[_Sheet, NDArray[np.float64]]:
        bare = None if self.bare is None else levelled(self.bare, degrees)[0]
        lit, back = levelled(self.lit, degrees)
        return _Sheet(lit, bare), back


def read_picture(picture: Picture, number: int = 1) -> PictureText:
    """All text of the picture, whichever way up it was taken."""
    sheet, lines, turn = _upright(*_sheet(picture))
    sheet, lines, back = _level(sheet, lines)
    height, width = sheet.lit.shape[:2]
    boxes = []
    for corners in lines:
        line, other = _read(sheet, corners)
        if line.text.strip():
            outline = _outline(corners, back, turn, picture.shape[:2])
            boxes.append(TextBox(line.text, _quad(corners), outline, line.sureness, other))
    return PictureText(Page(number, float(width), float(height), _without_copies(boxes)), turn)


def _without_copies(boxes: list[TextBox]) -> tuple[TextBox, ...]:
    """Of text found twice at the same place, once with a wide margin, only the closer find."""
    kept: list[TextBox] = []
    for box in sorted(boxes, key=lambda one: one.width * one.height):
        if not any(box.text == one.text and _within(one, box) for one in kept):
            kept.append(box)
    return tuple(kept)


def _within(inner: TextBox, outer: TextBox) -> bool:
    x, y = (sum(point[axis] for point in inner.quad) / len(inner.quad) for axis in (0, 1))
    xs, ys = ([point[axis] for point in outer.quad] for axis in (0, 1))
    return min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)


def _sheet(picture: Picture) -> tuple[_Sheet, list[Corners]]:
    """Evenly lit, and without seals where there are any; and its lines."""
    lit = even_light(picture) if needs_even_light(picture) else picture
    sheet = _Sheet(lit, without_seals(lit))
    return sheet, sheet.lines()


def _covered(line: Corners, others: list[Corners]) -> bool:
    """Whether another line lies over most of this one, wherever they run."""
    return any(_shared(line, other) > _OVER * _area(line) for other in others)


def _over(line: Corners, others: list[Corners]) -> bool:
    """Whether the line stands where one of the others stands: either lies over much of the other."""
    return any(_shared(line, other) > _OVER * min(_area(line), _area(other)) for other in others)


def _left_over(line: Corners, others: list[Corners]) -> Corners | None:
    """What of the line begins before any of the others: a label that went with the seal. The whole where none lies over it."""
    over = [other for other in others if _over(line, [other])]
    if not over:
        return line
    begin, wide = line[:, 0].min(), _width(line)
    share = (min(other[:, 0].min() for other in over) - begin) / max(wide, 1.0)
    if share * wide < _LABEL * _height(line):
        return None
    upper, lower = line[0] + (line[1] - line[0]) * share, line[3] + (line[2] - line[3]) * share
    return np.array([line[0], upper, lower, line[3]], np.float32)


def _shared(one: Corners, two: Corners) -> float:
    (left, top), (right, bottom) = one.min(axis=0), one.max(axis=0)
    wide = min(right, two[:, 0].max()) - max(left, two[:, 0].min())
    high = min(bottom, two[:, 1].max()) - max(top, two[:, 1].min())
    return float(max(wide, 0) * max(high, 0))


def _area(line: Corners) -> float:
    (left, top), (right, bottom) = line.min(axis=0), line.max(axis=0)
    return float((right - left) * (bottom - top))


def _read(sheet: _Sheet, corners: Corners) -> tuple[ReadLine, str]:
    """The line as read best, and what the other reader saw when it saw something else."""
    crop = cut_line(sheet.lit, corners)
    crops = [crop]
    if sheet.bare is not None and touched_by_seal(crop):
        crops = [cut_line(sheet.bare, corners), crop]
    quick = read_line(crops[0], quick_reader())
    if quick.weakest >= _LOOK_AGAIN:
        return quick, ""
    readings = [read_line(one, careful_reader()) for one in crops] + [quick]
    best = max(readings, key=lambda line: line.weakest)
    others = [line for line in readings if line.text != best.text and line.text]
    other = max(others, key=lambda line: line.weakest, default=None)
    return best, other.text if other else ""


def _upright(sheet: _Sheet, lines: list[Corners]) -> tuple[_Sheet, list[Corners], int]:
    """The sheet with its lines running from left to right, the lines, and how far it was turned clockwise."""
    turn = 0
    tall = [line for line in lines if _height(line) > _UPRIGHT_SHARE * _width(line)]
    if len(tall) > len(lines) / 2:
        sheet, turn = sheet.turned(90), 90
        lines = sheet.lines()
    if _upside_down(sheet.sought, lines):
        sheet, turn = sheet.turned(180), turn + 180
        lines = sheet.lines()
    return sheet, lines, turn


def _upside_down(picture: Picture, lines: list[Corners]) -> bool:
    """Whether the longest lines read better the other way round."""
    longest = sorted(lines, key=_width, reverse=True)[:_SAMPLES]
    here, there = 0.0, 0.0
    for count, corners in enumerate(longest, start=1):
        crop = cut_line(picture, corners)
        here += _mean_sure(read_line(crop, quick_reader()))
        there += _mean_sure(read_line(turned(crop, 180), quick_reader()))
        if count >= _CLEAR_AFTER and abs(here - there) > _CLEAR * count:
            break
    return there > here


def _level(sheet: _Sheet, lines: list[Corners]) -> tuple[_Sheet, list[Corners], NDArray[np.float64] | None]:
    """The sheet made level when its lines lean as a whole, and the mapping back."""
    long = [line for line in lines if _width(line) > _LONG * _height(line)]
    if len(long) < _FEW:
        return sheet, lines, None
    lean = median(float(np.degrees(np.arctan2(*(line[1] - line[0])[::-1]))) for line in long)
    if abs(lean) < _TILTED_DEGREES:
        return sheet, lines, None
    level, back = sheet.levelled(-lean)
    return level, level.lines(), back


def _outline(corners: Corners, back: NDArray[np.float64] | None, turn: int, shape: tuple[int, ...]) -> Quad:
    """The corners in 0…1 of the picture as it was sent."""
    points = corners.astype(np.float64)
    if back is not None:
        points = points @ back[:, :2].T + back[:, 2]
    height, width = shape[:2]
    x, y = points[:, 0], points[:, 1]
    match turn:
        case 90:
            x, y = y, height - x
        case 180:
            x, y = width - x, height - y
        case 270:
            x, y = width - y, x
    return cast("Quad", tuple((float(a / width), float(b / height)) for a, b in zip(x, y, strict=True)))


def _quad(corners: Corners) -> Quad:
    return cast("Quad", tuple((float(x), float(y)) for x, y in corners))


def _mean_sure(line: ReadLine) -> float:
    return sum(line.sureness) / len(line.sureness) if line.sureness else 0.0


def _width(corners: Corners) -> float:
    return float(np.linalg.norm(corners[1] - corners[0]))


def _height(corners: Corners) -> float:
    return float(np.linalg.norm(corners[3] - corners[0]))
