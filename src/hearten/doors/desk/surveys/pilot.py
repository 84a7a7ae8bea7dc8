"""The report of a pilot: time, leaving, skipping, “can't say”, own words, and what to do before launching."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.surveys.design_types import DesignState
from hearten.domains.surveys.field_types import STAGE_LABELS, Stage
from hearten.domains.surveys.pilot_figures import (
    MOST_ALIKE,
    MOST_BROKEN_OFF,
    MOST_CANNOT_SAY,
    MOST_SKIPPED,
    QuestionFigures,
)
from hearten.domains.surveys.questionnaire import ITEM_LABELS
from hearten.domains.surveys.selectors import find_design_of
from hearten.domains.surveys.selectors.piloting import PilotReport, pilot_report_for
from hearten.doors.components.charts import Chart, Series

_FEW = 10
_MOST_WORDS = 30


@requires(Permission.SURVEYS_VIEW)
@require_GET
def pilot_report(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """What the pilot showed, question by question."""
    actor, language = actor_of(request), get_language()
    report = pilot_report_for(actor, study_id)
    names = {item.code: item.text.in_language(language) or item.code for item in report.survey.items}
    design = find_design_of(actor, report.survey.code)
    context = {
        "report": report,
        "study": report.study,
        "stage": _(STAGE_LABELS[Stage(report.study.stage)]),
        "name": report.survey.name.in_language(language),
        "checks": [_check(check, names) for check in report.checks],
        "rows": [_row(figures, report, names) for figures in report.figures.questions],
        "chart": _time_chart(report, names),
        "pages": _pages(report, language),
        "words": [
            {"question": names.get(key.partition(".")[0], key), "words": words[:_MOST_WORDS]}
            for key, words in report.words.items()
        ],
        "flags": sum(report.flags.values()),
        "few": 0 < report.figures.finished < _FEW,
        "design": design if design and actor.can(Permission.SURVEYS_EDIT) else None,
        "changed_since": design is not None and design.state == DesignState.DRAFT,
    }
    return render(request, "desk/surveys/pilot.html", context)


def _check(check: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "met": check.met,
        "sentence": _(check.sentence) % dict(check.facts),
        "items": [{"code": code, "name": names.get(code, code)} for code in check.items],
    }


def _row(figures: QuestionFigures, report: PilotReport, names: dict[str, str]) -> dict[str, Any]:
    item = report.survey.item(figures.code)
    return {
        "code": figures.code,
        "name": names[figures.code],
        "kind": _(ITEM_LABELS[item.kind]) if item else "",
        "figures": figures,
        "marks": {
            "skipped": _above(figures.skipped, MOST_SKIPPED),
            "cannot_say": _above(figures.cannot_say, MOST_CANNOT_SAY),
            "alike": _above(figures.alike, MOST_ALIKE),
        },
    }


def _above(share: float | None, most: float) -> bool:
    return share is not None and share > most


def _pages(report: PilotReport, language: str | None) -> list[dict[str, Any]]:
    rows = []
    for number, (page, figures) in enumerate(
        zip(report.survey.pages, report.figures.pages, strict=True), start=1
    ):
        title = page.title.in_language(language)
        rows.append(
            {
                "name": title or _("Page %(number)s") % {"number": number},
                "reached": figures.reached,
                "left": figures.left,
                "share": figures.share,
                "high": _above(figures.share, MOST_BROKEN_OFF),
            }
        )
    return rows


def _time_chart(report: PilotReport, names: dict[str, str]) -> Chart | None:
    """Seconds on each question: half of the people needed less."""
    timed = [figures for figures in report.figures.questions if figures.median_s is not None]
    if not timed:
        return None
    slowest = max(timed, key=lambda figures: figures.median_s or 0)
    sentence = _("“%(question)s” takes longest: half of them needed %(seconds)s seconds or more.") % {
        "question": names[slowest.code],
        "seconds": round(slowest.median_s or 0),
    }
    return Chart(
        title=_("Seconds on each question"),
        sentence=sentence,
        kind="bar",
        categories=[_short(names[figures.code]) for figures in timed],
        series=[Series(_("Median"), [round(figures.median_s or 0, 1) for figures in timed])],
        category_word=_("Question"),
    )


def _short(text: str) -> str:
    longest = 18
    return text if len(text) <= longest else f"{text[:longest]}…"
