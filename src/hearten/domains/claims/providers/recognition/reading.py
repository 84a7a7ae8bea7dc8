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
    has_red_over_text,
    levelled,
    needs_even_light,
    turned,
    without_red,
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


@dataclass(frozen=True)
class PictureText:
    page: Page
    turn: int


def read_picture(picture: Picture, number: int = 1) -> PictureText:
    """All text of the picture, whichever way up it was taken."""
    lit = even_light(picture) if needs_even_light(picture) else picture
    upright, lines, turn = _upright(lit)
    upright, lines, back = _level(upright, lines)
    height, width = upright.shape[:2]
    boxes = []
    for corners in lines:
        crop = cut_line(upright, corners)
        line, other = _read(crop)
        if line.text.strip():
            outline = _outline(corners, back, turn, picture.shape[:2])
            boxes.append(TextBox(line.text, _quad(corners), outline, line.sureness, other))
    return PictureText(Page(number, float(width), float(height), tuple(boxes)), turn)


def _read(crop: Picture) -> tuple[ReadLine, str]:
    """The line as read best, and what the other reader saw when it saw something else."""
    quick = read_line(crop, quick_reader())
    if quick.weakest >= _LOOK_AGAIN:
        return quick, ""
    careful = read_line(crop, careful_reader())
    readings = [careful, quick]
    if has_red_over_text(crop) and careful.weakest < _LOOK_AGAIN:
        readings.append(read_line(without_red(crop), careful_reader()))
    best = max(readings, key=lambda line: line.weakest)
    others = [line for line in readings if line.text != best.text and line.text]
    other = max(others, key=lambda line: line.weakest, default=None)
    return best, other.text if other else ""


def _upright(picture: Picture) -> tuple[Picture, list[Corners], int]:
    """The picture with its lines running from left to right, the lines, and how far it was turned clockwise."""
    lines = find_lines(picture, finder(), SEARCH_SIDE)
    turn = 0
    tall = [line for line in lines if _height(line) > _UPRIGHT_SHARE * _width(line)]
    if len(tall) > len(lines) / 2:
        picture, turn = turned(picture, 90), 90
        lines = find_lines(picture, finder(), SEARCH_SIDE)
    if _upside_down(picture, lines):
        picture, turn = turned(picture, 180), turn + 180
        lines = find_lines(picture, finder(), SEARCH_SIDE)
    return picture, lines, turn


def _upside_down(picture: Picture, lines: list[Corners]) -> bool:
    """Whether the longest lines read better the other way round."""
    longest = sorted(lines, key=_width, reverse=True)[:_SAMPLES]
    here, there = 0.0, 0.0
    for corners in longest:
        crop = cut_line(picture, corners)
        here += _mean_sure(read_line(crop, quick_reader()))
        there += _mean_sure(read_line(turned(crop, 180), quick_reader()))
    return there > here


def _level(
    picture: Picture, lines: list[Corners]
) -> tuple[Picture, list[Corners], NDArray[np.float64] | None]:
    """The picture made level when its lines lean as a whole, and the mapping back."""
    long = [line for line in lines if _width(line) > 4 * _height(line)]
    if len(long) < 3:
        return picture, lines, None
    lean = median(float(np.degrees(np.arctan2(*(line[1] - line[0])[::-1]))) for line in long)
    if abs(lean) < _TILTED_DEGREES:
        return picture, lines, None
    level, back = levelled(picture, -lean)
    return level, find_lines(level, finder(), SEARCH_SIDE), back


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
