"""What changed between two runs of a report, and is it more than chance?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.reports.selectors import RunPage
from hearten.domains.reports.types import Document
from hearten.doors.components.formats import NOTHING, number_text
from hearten.engines.psychometrics.descriptives import Estimate, difference

_Z = 1.959963984540054


def compared(earlier: RunPage, later: RunPage, language: str) -> dict[str, Any]:
    """Figures that both runs have. Runs that share answers get no interval: they are not two samples."""
    apart = _are_apart(earlier, later)
    before = {one["key"]: one for one in earlier.snapshot.get("figures", [])}
    rows = [
        _row(before[one["key"]], one, language, apart=apart)
        for one in later.snapshot.get("figures", [])
        if one["key"] in before and before[one["key"]]["what"] == one["what"]
    ]
    rows.sort(key=lambda row: -row["size"])
    return {"rows": rows, "apart": apart, "unlike": _unlike(earlier, later)}


def _row(first: Document, second: Document, language: str, *, apart: bool) -> dict[str, Any]:
    change = second["value"] - first["value"]
    row = {
        "label": second[language],
        "before": _text(first),
        "after": _text(second),
        "change": number_text(change, 2),
        "interval": NOTHING,
        "sure": False,
        "size": abs(change) / (abs(first["value"]) or 1.0),
    }
    if apart and None not in {first["low"], second["low"]}:
        found = difference(_estimate(second), _estimate(first))
        row["interval"] = f"{number_text(found.low, 2)} – {number_text(found.high, 2)}"
        row["sure"] = found.low > 0 or found.high < 0
    return row


def _estimate(figure: Document) -> Estimate:
    error = (figure["high"] - figure["low"]) / (2 * _Z)
    return Estimate(figure["n"], figure["value"], error, figure["low"], figure["high"])


def _text(figure: Document) -> str:
    value = number_text(figure["value"], 2)
    if figure["low"] is None:
        return value
    return f"{value} ({number_text(figure['low'], 2)} – {number_text(figure['high'], 2)})"


def _are_apart(earlier: RunPage, later: RunPage) -> bool:
    """Whether no answer can be in both: the first ended before the second began."""
    last, first = earlier.snapshot["facts"]["last"], later.snapshot["facts"]["first"]
    return bool(last and first and last < first)


def _unlike(earlier: RunPage, later: RunPage) -> str:
    """Differences in how the two were made that could look like change."""
    names = {
        "weighting": _("weights"),
        "flagged": _("which doubtful answers count"),
        "survey_code": _("questionnaire"),
    }
    unlike = [
        word
        for name, word in names.items()
        if earlier.snapshot["facts"][name] != later.snapshot["facts"][name]
    ]
    return "、".join(unlike)
