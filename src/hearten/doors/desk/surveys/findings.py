"""What the wording check says, in the reader's words, beside the question it is about."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.surveys.editing import Document, find_item
from hearten.domains.surveys.selectors.wording import WordingCheck
from hearten.doors.components.sentences import say
from hearten.doors.desk.surveys.acts import FORM, PAGE
from hearten.engines.wording.types import Finding, Kind
from hearten.kernel.text import N_

SEVERITY_WORDS = {
    "block": (N_("Mend before asking"), "bad"),
    "warning": (N_("Likely to bend answers"), "warn"),
    "hint": (N_("Worth a look"), "info"),
}
# What stands between two questions that the check suggests in place of one.
_BETWEEN = " / "
_ORDER = ("block", "warning", "hint")


def findings_of(check: WordingCheck, document: Document, chosen: str) -> dict[str, Any]:
    """The remarks on what is chosen, those on the whole form, and how many there are elsewhere."""
    shown = [_shown(finding, document) for finding in sorted(check.findings, key=_rank)]
    here = [row for row in shown if row["item"] == chosen]
    whole = [row for row in shown if not row["item"]]
    return {
        "here": here,
        "whole": whole,
        "elsewhere": len(shown) - len(here) - len(whole),
        "count": len(shown),
        "blocks": sum(row["severity"] == "block" for row in shown),
    }


def problem_place(where: str, document: Document) -> tuple[str, str]:
    """What to choose to mend a problem, and where it is in words: `pages.0.items.2.rows` is the third question."""
    steps = where.split(".")
    page = _at(document, *steps[:2])
    item = _at(page, *steps[2:4]) if page else None
    if item:
        words = item["text"]["zh"] or item["text"]["en"] or item["code"]
        return item["code"], words
    if page:
        return f"{PAGE}{page['code']}", _("page %(page)s") % {"page": page["code"]}
    return FORM, _("the form as a whole")


def _at(holder: dict[str, Any], key: str = "", place: str = "") -> Any:
    """What stands at a place of one of the document's lists (pages, items), or nothing."""
    things = holder.get(key) if key in {"pages", "items"} else None
    return things[int(place)] if things and place.isdecimal() and int(place) < len(things) else None


def _rank(finding: Finding) -> int:
    return _ORDER.index(finding.severity.value)


def _shown(finding: Finding, document: Document) -> dict[str, Any]:
    word, tone = SEVERITY_WORDS[finding.severity.value]
    return {
        "item": finding.item,
        "severity": finding.severity.value,
        "word": _(word),
        "tone": tone,
        "language": finding.language,
        "words": _marked(finding, document),
        "why": say(finding.why, None, dict(finding.facts)),
        "mend": say(finding.mend, None, dict(finding.facts)) if finding.mend else "",
        "suggestion": finding.suggestion,
        "apply": _apply(finding) if finding.suggestion else "",
        "splits": _splits(finding),
    }


def _text_path(finding: Finding) -> list[str]:
    """Where in the document the remarked text stands."""
    part, _dot, code = finding.part.partition(".")
    base = ["item", finding.item]
    if part in {"option", "row"} and code:
        return [*base, f"{part}s", *_row_steps(code)]
    return [*base, part]


def _row_steps(code: str) -> list[str]:
    steps = code.split(".")
    return steps if len(steps) > 1 else [*steps, "text"]


def _marked(finding: Finding, document: Document) -> str:
    """The words that the remark is about."""
    found = find_item(document, finding.item) if finding.item else None
    start, end = finding.span
    if not found or end <= start:
        return ""
    holder: Any = found[2]
    for step in _text_path(finding)[2:]:
        if isinstance(holder, list):
            holder = next((one for one in holder if one.get("code") == step), {})
        else:
            holder = holder.get(step, {}) if isinstance(holder, dict) else {}
    text = holder.get(finding.language[:2], "") if isinstance(holder, dict) else ""
    return text[start:end] if isinstance(text, str) else ""


def _splits(finding: Finding) -> bool:
    """Whether what is suggested are two questions in place of one."""
    return (
        finding.kind is Kind.DOUBLE_BARRELLED
        and finding.part == "text"
        and finding.suggestion.count(_BETWEEN) == 1
    )


def _apply(finding: Finding) -> str:
    """What the button beside the remark does: another wording, or a second question below the first."""
    change: dict[str, Any] = {
        "act": "write",
        "path": _text_path(finding),
        "language": finding.language[:2],
        "text": finding.suggestion,
    }
    if _splits(finding):
        change = {
            "act": "split_item",
            "code": finding.item,
            "language": finding.language[:2],
            "texts": finding.suggestion.split(_BETWEEN),
        }
    return json.dumps(change)
