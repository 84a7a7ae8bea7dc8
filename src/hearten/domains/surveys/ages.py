"""In which band of ages does somebody stand? The same bands for samples, weights and tables."""

from __future__ import annotations

from datetime import date

# The first age of each band, and what the band is called.
AGE_BANDS = (
    (0, "0-17"),
    (18, "18-29"),
    (30, "30-39"),
    (40, "40-49"),
    (50, "50-59"),
    (60, "60-69"),
    (70, "70+"),
)


def age_on(birth: date, day: date) -> int:
    """Whole years on `day`; somebody born on 29 February turns older on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_band(birth: date | None, day: date) -> str:
    """The band's name; empty when the day of birth is not known."""
    if birth is None:
        return ""
    age = age_on(birth, day)
    return next((name for first, name in reversed(AGE_BANDS) if age >= first), "")
