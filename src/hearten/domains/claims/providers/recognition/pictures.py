"""Opening a photo safely, and making it fit to read: upright, evenly lit, without the red of a seal where that hides text."""

from __future__ import annotations

import io
import warnings

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from hearten.domains.claims.providers.recognition.lines import Picture
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

MOST_PIXELS = 50_000_000
# No bill needs more points than this on its longer side; larger photos are made smaller first.
LONGEST_SIDE = 2600
_FORMATS = ("JPEG", "PNG", "WEBP")
_LIGHT_GRID = 32
_HASH_SIDE = 8
_DIM, _UNEVEN = 200, 60
_INK_RED, _SEAL_BRIGHT, _BLACK = 40, 165, 50.0
# Shares of the points: of a page with a seal, of a line under one.
_LEAST_SEAL, _TOUCHED, _MOSTLY = 0.001, 0.003, 0.5
_PRINTED = 170


def open_picture(data: bytes) -> Picture:
    """The photo as the phone shows it (EXIF orientation applied), three colours, at most LONGEST_SIDE long.

    Raises Invalid for what is no picture, damaged, or larger than any camera makes.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                _check_pixels(image)
                image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = _oriented(image)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return np.ascontiguousarray(np.asarray(_on_white(upright))[:, :, ::-1])
    except Invalid:
        raise
    except Exception as error:  # a broken picture can make a decoder raise anything
        raise Invalid(
            N_("The picture is damaged and can't be opened."), field="file", hint=N_("Take the photo again.")
        ) from error


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise Invalid(
            N_("The picture has more points than any camera makes."),
            field="file",
            hint=N_("Take the photo again at a smaller size."),
        )


def _oriented(image: Image.Image) -> Image.Image:
    """Turned as its EXIF data say; data that can't be read turn nothing."""
    try:
        turned = ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 -- hostile EXIF data raise all kinds of errors; the picture itself is still good
        image.load()
        return image.copy()
    return turned if turned is not None else image.copy()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image.convert("RGB")


def even_light(picture: Picture) -> Picture:
    """The picture as if lit evenly: each colour divided by the paper's brightness around it."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(width // 8, 1), max(height // 8, 1)), interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, np.ones((5, 5), np.uint8))
    paper = cv2.medianBlur(paper, 2 * (_LIGHT_GRID // 4) + 5)
    light = cv2.GaussianBlur(paper.max(axis=2), (0, 0), 5)
    light = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    # Dark surroundings of the sheet stay dark: they are not paper in shade.
    floor = max(40.0, 0.35 * float(np.percentile(light, 90)))
    gain = 250.0 / np.maximum(light, floor)
    return np.clip(picture * gain[:, :, None], 0, 255).astype(np.uint8)


def needs_even_light(picture: Picture) -> bool:
    """Whether the paper is darker than it should be, or darker on one side than on the other."""
    grey = cv2.resize(picture, (16, 16), interpolation=cv2.INTER_AREA).max(axis=2)
    bright = np.sort(grey.ravel())[64:]
    return float(np.median(bright)) < _DIM or float(bright[-1]) - float(bright[0]) > _UNEVEN


def seal_ink(picture: Picture) -> NDArray[np.bool_]:
    """Where a seal's bright red lies on paper; printed red is darker."""
    blue, green, red = (picture[:, :, place].astype(np.int16) for place in range(3))
    return (red - np.maximum(blue, green) > _INK_RED) & (red > _SEAL_BRIGHT)


def without_seals(picture: Picture) -> Picture | None:
    """The picture as seen through red glass: seals vanish, black print stays, red print is pale. None without a seal."""
    ink = seal_ink(picture)
    if float(ink.mean()) < _LEAST_SEAL:
        return None
    red = picture[:, :, 2].astype(np.float32)
    # Half of a seal's own ink is brighter than this; what is brighter becomes paper.
    paper = float(np.percentile(red[ink], 30))
    pale = np.clip((red - _BLACK) / max(paper - _BLACK, 1.0), 0, 1) * 250
    return cv2.cvtColor(pale.astype(np.uint8), cv2.COLOR_GRAY2BGR)


def touched_by_seal(crop: Picture) -> bool:
    """Whether a seal's red lies in this line; the thin bright edges of red print do not count."""
    ink = cv2.morphologyEx(seal_ink(crop).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return float(ink.mean()) > _TOUCHED


def is_seal_print(crop: Picture) -> bool:
    """Whether the line itself is part of a seal: most of its ink is."""
    printed = crop.min(axis=2) < _PRINTED
    return bool(printed.any()) and float(seal_ink(crop)[printed].mean()) > _MOSTLY


def turned(picture: Picture, degrees: int) -> Picture:
    """Turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(picture, k=-(degrees // 90) % 4))


def levelled(picture: Picture, degrees: float) -> tuple[Picture, NDArray[np.float64]]:
    """Turned by any angle (clockwise), on a larger sheet; and the mapping from its points back to the picture's."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = int(width * cosine + height * sine), int(width * sine + height * cosine)
    matrix[:, 2] += (wide - width) / 2, (high - height) / 2
    level = cv2.warpAffine(
        picture, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return level.astype(np.uint8), cv2.invertAffineTransform(matrix).astype(np.float64)


def picture_hash(picture: Picture) -> str:
    """64 bits of the coarse brightness pattern (pHash): the same photo, smaller or brighter, has nearly the same."""
    grey = cv2.cvtColor(cv2.resize(picture, (32, 32), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    waves = cv2.dct(grey.astype(np.float32))[:_HASH_SIDE, :_HASH_SIDE].ravel()
    bits = waves > np.median(waves[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"
