"""Where is a font with Chinese letters on this machine? fontconfig is asked; nothing is downloaded."""

from __future__ import annotations

import functools
import shutil
import subprocess
from dataclasses import dataclass

from PIL import ImageFont

FAMILIES = {"sans": "Noto Sans CJK SC", "serif": "Noto Serif CJK SC", "mono": "Noto Sans Mono CJK SC"}


class NoChineseFontError(RuntimeError):
    """Says what to install."""


@dataclass(frozen=True)
class FontFile:
    path: str
    index: int  # in a collection of fonts


@functools.cache
def find_font(style: str) -> FontFile:
    """The file of a `sans`, `serif` or `mono` font with Chinese letters. Raises NoChineseFontError."""
    if shutil.which("fc-match") is None:
        raise NoChineseFontError("Drawing bills needs fontconfig. Install it: apt-get install fontconfig")
    asked = f"{FAMILIES[style]}:lang=zh-cn"
    answer = subprocess.run(
        ["fc-match", "-f", "%{file}|%{index}|%{lang}", asked], capture_output=True, text=True, check=True
    ).stdout
    path, index, languages = answer.split("|", 2)
    if "zh-cn" not in languages.split("|"):
        raise NoChineseFontError(
            "Drawing bills needs a font with Chinese letters. Install one: apt-get install fonts-noto-cjk"
        )
    return FontFile(path, int(index))


@functools.cache
def load_font(style: str, size: int) -> ImageFont.FreeTypeFont:
    found = find_font(style)
    return ImageFont.truetype(found.path, size, index=found.index)
