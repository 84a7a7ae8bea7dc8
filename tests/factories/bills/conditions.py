"""What a phone does to a sheet of paper: perspective, turning, shadow, folds, seals, darkness."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image

from tests.factories.bills.facts import rng_of
from tests.factories.bills.paper import Picture

CONDITIONS = ("clean", "photographed", "turned", "shaded", "creased", "stamped", "low_light")
Pixels = np.ndarray
TABLES = ((70, 84, 98), (120, 120, 124), (150, 170, 190), (52, 48, 44), (190, 190, 185))


def take_photo(paper: Picture, condition: str, seed: str) -> tuple[bytes, str]:
    """The sheet under that condition, drawn from `seed`: bytes and content type. Raises KeyError for an unknown condition."""
    rng = rng_of("photo", condition, seed)
    if condition == "stamped":
        _stamp_over(paper, rng)
    sheet = np.asarray(paper.image).astype(np.float32)
    if condition == "clean":
        return _png(sheet), "image/png"
    steps = {
        "photographed": (_on_table, _uneven_light),
        "turned": (_turn,),
        "shaded": (_shadow,),
        "creased": (_fold, _small_turn),
        "stamped": (_small_turn,),
        "low_light": (_on_table, _darken),
    }[condition]
    for step in steps:
        sheet = step(sheet, rng)
    blur, noise, quality = {"low_light": (0.8, 5.0, 78), "photographed": (0.7, 3.5, 82)}.get(
        condition, (0.4, 2.0, 88)
    )
    return _jpeg(_noisy(sheet, rng, blur, noise), quality), "image/jpeg"


def _table(rng, height: int, width: int) -> Pixels:
    """Wood or stone: a colour with stripes and grain."""
    colour = np.array(TABLES[int(rng.integers(len(TABLES)))], np.float32)
    stripes = np.sin(np.linspace(0, rng.uniform(6, 40), height) + rng.uniform(0, 6))[:, None, None] * 8
    grain = cv2.resize(
        rng.normal(0, 9, (height // 8 + 1, width // 8 + 1)).astype(np.float32), (width, height)
    )
    return np.clip(colour + stripes + grain[..., None], 0, 255).astype(np.float32)


def _place(sheet: Pixels, rng, corners: Pixels, size: tuple[int, int]) -> Pixels:
    width, height = size
    rows, columns = sheet.shape[:2]
    before = np.float32([[0, 0], [columns, 0], [columns, rows], [0, rows]])
    move = cv2.getPerspectiveTransform(before, corners.astype(np.float32))
    laid = cv2.warpPerspective(sheet, move, size, flags=cv2.INTER_AREA)
    covered = cv2.warpPerspective(np.ones((rows, columns), np.float32), move, size)[..., None]
    return laid + _table(rng, height, width) * (1 - covered)


def _on_table(sheet: Pixels, rng) -> Pixels:
    """Held a little slanting: each corner up to four hundredths away, with the table around."""
    rows, columns = sheet.shape[:2]
    edge_x, edge_y = 0.06 * columns, 0.08 * rows
    size = (int(columns + 2 * edge_x), int(rows + 2 * edge_y))
    corners = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]]) + np.array([edge_x, edge_y])
    return _place(sheet, rng, corners + rng.uniform(-0.04, 0.04, (4, 2)) * [columns, rows], size)


def _turned_by(sheet: Pixels, rng, degrees: float) -> Pixels:
    rows, columns = sheet.shape[:2]
    move = cv2.getRotationMatrix2D((columns / 2, rows / 2), degrees, 1)
    cos, sin = abs(move[0, 0]), abs(move[0, 1])
    size = (int(rows * sin + columns * cos) + 20, int(rows * cos + columns * sin) + 20)
    move[:, 2] += [size[0] / 2 - columns / 2, size[1] / 2 - rows / 2]
    corners = cv2.transform(np.float32([[[0, 0], [columns, 0], [columns, rows], [0, rows]]]), move)[0]
    return _place(sheet, rng, corners, size)


def _small_turn(sheet: Pixels, rng) -> Pixels:
    return _turned_by(sheet, rng, rng.uniform(-1.5, 1.5))


def _turn(sheet: Pixels, rng) -> Pixels:
    """Laid down by quarters, and up to seven degrees askew."""
    quarter = int(rng.integers(4))
    askew = rng.uniform(2.5, 7) * rng.choice([-1, 1]) * (1 if quarter == 0 else float(rng.random() < 0.6))
    return np.ascontiguousarray(np.rot90(_turned_by(sheet, rng, askew), quarter))


def _uneven_light(sheet: Pixels, rng) -> Pixels:
    rows, columns = sheet.shape[:2]
    across, down = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
    light = 0.9 + 0.1 * (across * rng.uniform(-1, 1) + down * rng.uniform(-1, 1))
    tint = np.array([1, rng.uniform(0.96, 1), rng.uniform(0.9, 1)])
    return sheet * light[..., None].astype(np.float32) * tint.astype(np.float32)


def _shadow(sheet: Pixels, rng) -> Pixels:
    """The shadow of hand and phone: a soft edge across the sheet, down to less than half the light."""
    rows, columns = sheet.shape[:2]
    across, down = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
    angle, offset = rng.uniform(0, 2 * np.pi), rng.uniform(-0.4, 0.4)
    depth, softness = rng.uniform(0.35, 0.55), rng.uniform(0.05, 0.3)
    inside = 1 / (1 + np.exp(-(across * np.cos(angle) + down * np.sin(angle) - offset) / softness))
    return _uneven_light(sheet, rng) * (1 - depth * inside)[..., None].astype(np.float32)


def _fold(sheet: Pixels, rng) -> Pixels:
    """Folded once each way: the sheet bends at each fold, one side is darker, the ridge shines or is dirty."""
    rows, columns = sheet.shape[:2]
    across, down = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    move_x, move_y = across.copy(), down.copy()
    light = np.ones((rows, columns), np.float32)
    for upright in (True, False):
        along, length = (across, columns) if upright else (down, rows)
        for _ in range(int(rng.integers(1, 3))):
            away = along - rng.uniform(0.2, 0.8) * length
            bend = rng.uniform(3, 7) * np.exp(-np.abs(away) / 160)
            if upright:
                move_y += bend
            else:
                move_x += bend
            light *= 1 + rng.uniform(0.06, 0.16) * rng.choice([-1, 1]) * np.tanh(away / 6) * np.exp(
                -np.abs(away) / 220
            )
            light *= 1 + rng.uniform(-0.25, 0.15) * np.exp(-(away**2) / 8)
    bent = cv2.remap(sheet, move_x, move_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return bent * np.clip(light, 0.5, 1.2)[..., None]


def _stamp_over(paper: Picture, rng) -> None:
    """Two or three more seals wherever the clerk's hand fell, over amounts and text."""
    words = ("收费专用章", "现金收讫", "医保结算", "财务专用章", "复印件与原件一致")
    for _ in range(int(rng.integers(2, 4))):
        wide = rng.uniform(110, 190)
        paper.stamp(
            rng.uniform(250, 1450),
            rng.uniform(300, paper.height - 220),
            wide,
            wide * rng.uniform(0.6, 1),
            str(rng.choice(["门诊收费处财务专用", "住院结算中心", "医院收费窗口三号"])),
            str(rng.choice(words)),
            strength=rng.uniform(0.5, 0.9),
            turn=rng.uniform(-30, 30),
        )


def _darken(sheet: Pixels, rng) -> Pixels:
    """An evening lamp: a quarter to two fifths of the light, yellowish, with grain of the sensor."""
    tint = np.array([1, rng.uniform(0.85, 0.95), rng.uniform(0.65, 0.85)], np.float32)
    return _uneven_light(sheet, rng) * np.float32(rng.uniform(0.26, 0.4)) * tint


def _noisy(sheet: Pixels, rng, blur: float, noise: float) -> Pixels:
    soft = cv2.GaussianBlur(sheet, (0, 0), blur)
    return soft + rng.normal(0, noise, soft.shape).astype(np.float32)


def _image(sheet: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8))


def _png(sheet: Pixels) -> bytes:
    buffer = io.BytesIO()
    _image(sheet).save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def _jpeg(sheet: Pixels, quality: int) -> bytes:
    buffer = io.BytesIO()
    _image(sheet).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
