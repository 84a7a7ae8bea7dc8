"""The worked tables of docs/algorithms/rounding.md hold."""

import re
from pathlib import Path

from hearten.kernel.money import half_up, largest_remainder

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "rounding.md").read_text()


def rows(section):
    text = PAGE.split(f"## {section}")[1].split("## ")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if re.match(r"\| -?\d", line)
    ]


def test_half_up():
    assert len(rows("half_up")) == 7
    for numerator, denominator, result in rows("half_up"):
        assert half_up(int(numerator), int(denominator)) == int(result)


def test_largest_remainder():
    assert len(rows("largest_remainder")) == 5
    for total, weights, shares in rows("largest_remainder"):
        assert largest_remainder(int(total), [int(w) for w in weights.split()]) == [
            int(s) for s in shares.split()
        ]
