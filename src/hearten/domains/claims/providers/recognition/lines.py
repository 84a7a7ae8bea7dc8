"""Finding the lines of text in a picture, and reading them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hearten.domains.claims.providers.recognition.models import Network, Reader

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]

# Settings published with PP-OCRv6: what counts as text, as a line, and how far a found core is widened.
_TEXT, _LINE, _WIDEN = 0.2, 0.4, 1.4
_MOST_LINES = 1500
_STEP, _LINE_HEIGHT, _LINE_STEP = 32, 48, 16
_WIDEST_LINE = 3200
_THINNEST, _CORNERS = 3, 4
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)
# A crop this much higher than wide is a line that runs downwards.
_UPRIGHT = 1.5


@dataclass(frozen=True)
class ReadLine:
    """The text of a line and how sure each sign is (0…1)."""

    text: str
    sureness: tuple[float, ...]

    @property
    def weakest(self) -> float:
        """The least sure sign that carries meaning; brackets and colons look alike and do not count."""
        told = [
            sure for sign, sure in zip(self.text, self.sureness, strict=True) if sign.isalnum() or sign == "."
        ]
        return min(told, default=0.0)


def find_lines(picture: Picture, network: Network, longest_side: int) -> list[Corners]:
    """The corners of each line of text, clockwise from the upper left, in points of the picture."""
    height, width = picture.shape[:2]
    scale = min(1.0, longest_side / max(height, width))
    rows = max(_STEP, round(height * scale / _STEP) * _STEP)
    columns = max(_STEP, round(width * scale / _STEP) * _STEP)
    small = cv2.resize(
        picture, (columns, rows), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    array = ((small.astype(np.float32) / 255 - _MEAN) / _SPREAD).transpose(2, 0, 1)[None]
    chance = network.run(np.ascontiguousarray(array))[0, 0]
    shapes, _ = cv2.findContours((chance > _TEXT).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    back = np.array([width / columns, height / rows], np.float32)
    found = [_line(chance, shape) for shape in shapes[:_MOST_LINES]]
    return [ordered(corners * back) for corners in found if corners is not None]


def _line(chance: NDArray[np.float32], shape: NDArray[np.int32]) -> Corners | None:
    centre, (wide, high), angle = cv2.minAreaRect(shape)
    if min(wide, high) < _THINNEST:
        return None
    core = cv2.boxPoints((centre, (wide, high), angle))
    if _mean_within(chance, core) < _LINE:
        return None
    more = wide * high * _WIDEN / (wide + high)
    return cv2.boxPoints((centre, (wide + more, high + more), angle)).astype(np.float32)


def _mean_within(chance: NDArray[np.float32], corners: NDArray[Any]) -> float:
    rows, columns = chance.shape
    left, top = np.floor(corners.min(axis=0)).astype(int).clip(0)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int)
    part = chance[top : min(bottom, rows - 1) + 1, left : min(right, columns - 1) + 1]
    if part.size == 0:
        return 0.0
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [(corners - [left, top]).astype(np.int32)], 1)
    return float(cv2.mean(np.ascontiguousarray(part), mask)[0])


def ordered(corners: Corners) -> Corners:
    """Upper left, upper right, lower right, lower left."""
    sums, differences = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    places = [sums.argmin(), differences.argmin(), sums.argmax(), differences.argmax()]
    if len(set(places)) < _CORNERS:
        middle = corners.mean(axis=0)
        turns = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
        places = list(np.argsort(turns))
    return corners[places].astype(np.float32)


def cut_line(picture: Picture, corners: Corners) -> Picture:
    """The line alone, made level."""
    wide = int(max(_distance(corners, 0, 1), _distance(corners, 3, 2), 2))
    high = int(max(_distance(corners, 0, 3), _distance(corners, 1, 2), 2))
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    mapping = cv2.getPerspectiveTransform(corners, target)
    crop = cv2.warpPerspective(
        picture, mapping, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.ascontiguousarray(np.rot90(crop) if high >= _UPRIGHT * wide else crop, dtype=np.uint8)


def read_line(crop: Picture, reader: Reader) -> ReadLine:
    """The text of one level line."""
    wide = math.ceil(_LINE_HEIGHT * crop.shape[1] / crop.shape[0] / _LINE_STEP) * _LINE_STEP
    wide = min(max(wide, _LINE_HEIGHT), _WIDEST_LINE)
    scaled = cv2.resize(crop, (wide, _LINE_HEIGHT), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    array = (scaled / 127.5 - 1).transpose(2, 0, 1)[None]
    return _signs(reader.network.run(np.ascontiguousarray(array))[0], reader.alphabet)


def read_lines(crops: Sequence[Picture], reader: Reader) -> list[ReadLine]:
    return [read_line(crop, reader) for crop in crops]


def _signs(chances: NDArray[np.float32], alphabet: Sequence[str]) -> ReadLine:
    """The most likely sign at each step, without repeats and steps where nothing stands (CTC)."""
    best, sure = chances.argmax(axis=1), chances.max(axis=1)
    fresh = (best > 0) & np.concatenate(([True], best[1:] != best[:-1]))
    places = [place for place in np.flatnonzero(fresh) if best[place] < len(alphabet)]
    pairs = [(alphabet[best[place]], float(sure[place])) for place in places]
    text = "".join(sign for sign, _ in pairs)
    return ReadLine(text, tuple(value for sign, value in pairs for _ in sign))


def _distance(corners: Corners, a: int, b: int) -> float:
    return float(np.linalg.norm(corners[a] - corners[b]))
