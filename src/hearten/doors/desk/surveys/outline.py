"""The list of pages and questions, with what is to be looked at in each."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.domains.surveys.drafting import Completeness
from hearten.domains.surveys.editing import Document
from hearten.domains.surveys.questionnaire import ITEM_LABELS, ItemKind
from hearten.domains.surveys.selectors.wording import WordingCheck
from hearten.doors.desk.surveys.acts import PAGE
from hearten.doors.desk.surveys.logic import sentence_of

_KIND_ICONS = {
    ItemKind.CSAT: "heart",
    ItemKind.EFFORT: "improve",
    ItemKind.NPS: "star",
    ItemKind.TEXT: "chat",
    ItemKind.MATRIX: "table",
    ItemKind.SERVQUAL: "quality",
    ItemKind.KANO: "needs",
    ItemKind.RANKING: "sort",
    ItemKind.MAXDIFF: "sort",
    ItemKind.ALLOCATION: "chart",
    ItemKind.DATE: "calendar",
    ItemKind.FILE: "upload",
    ItemKind.CONSENT: "lock",
    ItemKind.NOTE: "info",
    ItemKind.SINGLE: "check",
    ItemKind.MULTIPLE: "menu",
}


def outline(
    document: Document, chosen: str, check: WordingCheck, whole: Completeness
) -> list[dict[str, Any]]:
    """Pages with their questions: number, words, kind, condition, how many remarks, which language is missing."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    remarks = Counter(finding.item for finding in check.findings if finding.item)
    hard = {finding.item for finding in check.findings if finding.severity == "block"}
    gaps: dict[str, list[str]] = {}
    for code, missing in whole.gaps:
        gaps.setdefault(code, []).append(_("Chinese") if missing == "zh" else _("English"))
    number, pages = 0, []
    for place, page in enumerate(document["pages"]):
        items = []
        for item in page["items"]:
            number += item["kind"] != ItemKind.NOTE
            items.append(
                {
                    "code": item["code"],
                    "number": number if item["kind"] != ItemKind.NOTE else "",
                    "text": item["text"][language] or item["text"]["zh"] or item["text"]["en"],
                    "kind": _(ITEM_LABELS[ItemKind(item["kind"])]),
                    "icon": _KIND_ICONS.get(ItemKind(item["kind"]), "survey"),
                    "here": item["code"] == chosen,
                    "remarks": remarks[item["code"]],
                    "hard": item["code"] in hard,
                    "gaps": gaps.get(item["code"], []),
                    "condition": sentence_of(item["show_if"], document) if "show_if" in item else "",
                    "required": item.get("required", False),
                }
            )
        pages.append(
            {
                "code": page["code"],
                "chosen": f"{PAGE}{page['code']}",
                "here": f"{PAGE}{page['code']}" == chosen,
                "number": place + 1,
                "title": page.get("title", {}).get(language, ""),
                "condition": sentence_of(page["show_if"], document) if "show_if" in page else "",
                "items": items,
                "place": place,
            }
        )
    return pages
