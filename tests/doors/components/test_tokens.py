"""WCAG 2.2 AA: every text on every ground it stands on, computed from the token file itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hearten.doors import components

FOLDER = Path(components.__file__).parent / "static" / "components"
TOKENS = dict(
    re.findall(
        r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});", (FOLDER / "tokens.css").read_text().split("[data-type")[0]
    )
)
LARGE = TOKENS | dict(
    re.findall(
        r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});",
        (FOLDER / "tokens.css").read_text().split('[data-type="large"]')[1].split("}")[0],
    )
)
GROUNDS = ["paper", "paper-deep", "surface", "surface-warm"]
TEXT_MINIMUM, SIGN_MINIMUM = 4.5, 3.0

TEXTS = [
    *[
        (text, ground)
        for text in ("ink", "ink-2", "ink-3", "accent-strong", "accent-press", "bad")
        for ground in GROUNDS
    ],
    *[(f"{tone}-strong", f"{tone}-soft") for tone in ("good", "warn", "bad", "info")],
    *[(f"{tone}-strong", ground) for tone in ("good", "warn", "bad", "info") for ground in GROUNDS],
    *[("ink", f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "accent", "quiet")],
    *[("ink-2", f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "accent", "quiet")],
    ("ink-3", "quiet-soft"),
    ("accent-press", "accent-soft"),
    ("accent-strong", "accent-soft"),
    *[("on-fill", fill) for fill in ("accent-strong", "accent-press", "ink", "good", "bad", "bad-strong")],
]
SIGNS = [
    *[
        (sign, ground)
        for sign in ("line-strong", "accent", "good", "warn", "bad", "info", "focus")
        for ground in GROUNDS
    ],
    *[(f"chart-{n}", "surface") for n in range(1, 7)],
]


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), TEXTS, ids=str)
def test_text_can_be_read(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= TEXT_MINIMUM
    assert contrast(LARGE[text], LARGE[ground]) >= TEXT_MINIMUM


@pytest.mark.parametrize(("sign", "ground"), SIGNS, ids=str)
def test_signs_and_edges_can_be_seen(sign, ground):
    assert contrast(TOKENS[sign], TOKENS[ground]) >= SIGN_MINIMUM


def test_large_type_is_larger_and_darker():
    """M1: older users."""
    assert luminance(LARGE["ink-3"]) < luminance(TOKENS["ink-3"])
    assert "font-size: 125%" in (FOLDER / "tokens.css").read_text()


def test_colours_come_from_the_token_file_only():
    """A colour elsewhere is allowed for white paper in print, light on dark and the glow of a ground."""
    allowed = {"#fff", "#9fd8c6", "#fbd9c6", "#fdeee5", "#fbdcca"}
    for name in ("base.css", "member.css", "desk.css"):
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", (FOLDER / name).read_text())) <= allowed, name


def test_every_token_that_is_used_is_there():
    defined = set(re.findall(r"(--[a-z0-9-]+):", "".join(p.read_text() for p in FOLDER.glob("*.css"))))
    set_in_pages = {"--column", "--options", "--chart-height"}
    for path in FOLDER.glob("*.css"):
        used = {
            name
            for name in re.findall(r"var\((--[a-z0-9-]+)", path.read_text())
            if not name.startswith("--tblr")
        }
        assert used <= defined | set_in_pages, path.name
