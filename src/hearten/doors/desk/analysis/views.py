"""Pages of results over one study, or over one survey in all its studies; and their tables as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import requires
from hearten.base.accounts.types import Permission
from hearten.domains.insight.selectors.studies.frame import is_hidden
from hearten.domains.insight.selectors.studies.needs import has_kind
from hearten.domains.insight.study_types import Flagged
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis.asked import Asked, ask
from hearten.doors.desk.analysis.pages import (
    compare,
    drivers,
    method,
    needs,
    overview,
    quality,
    questions,
    segments,
    service,
    structure,
    words,
)
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.insight.export import KINDS, table_file
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Page:
    """One page: its word, what it shows, and for which answers it is there. `bare` pages make sense without answers;
    `flagged` is what becomes of doubtful answers there unless somebody chooses.
    """

    word: str
    build: Callable[[Asked], dict[str, Any]]
    fits: Callable[[Asked], bool] = lambda _asked: True
    bare: bool = False
    flagged: Flagged = Flagged.WITHOUT_SET_ASIDE


def _has_drivers(asked: Asked) -> bool:
    return bool(asked.outcomes and asked.ratings)


def _asks(*kinds: ItemKind) -> Callable[[Asked], bool]:
    return lambda asked: any(has_kind(asked.frame, kind) for kind in kinds)


PAGES = {
    "overview": Page(N_("Findings"), overview.build),
    "questions": Page(N_("Questions"), questions.build),
    "words": Page(
        N_("Own words"), words.build, lambda asked: asked.may_read and words.fields_of(asked) != ()
    ),
    "drivers": Page(N_("Drivers"), drivers.build, _has_drivers),
    "needs": Page(N_("Wishes"), needs.build, _asks(ItemKind.KANO, ItemKind.MAXDIFF)),
    "service": Page(N_("Service quality"), service.build, _asks(ItemKind.SERVQUAL)),
    # Careless answers are alike, so they would form a group of their own.
    "segments": Page(
        N_("Kinds of customers"),
        segments.build,
        lambda asked: bool(asked.ratings),
        flagged=Flagged.WITHOUT_FLAGGED,
    ),
    "structure": Page(N_("Structure"), structure.build, lambda asked: len(asked.ratings) > 1),
    "compare": Page(N_("Compare"), compare.build, lambda asked: bool(asked.outcomes or asked.ratings)),
    "quality": Page(N_("Answer quality"), quality.build, bare=True),
    "method": Page(N_("Method"), method.build, bare=True),
}


@requires(Permission.INSIGHT_VIEW)
@require_GET
def results(request: HttpRequest, study_id: UUID, page: str) -> HttpResponse:
    """One page of results of a study."""
    return _show(request, _asked(request, page, study_id=study_id), page)


@requires(Permission.INSIGHT_VIEW)
@require_GET
def survey_results(request: HttpRequest, code: str, page: str) -> HttpResponse:
    """One page of results of a survey over all its studies."""
    return _show(request, _asked(request, page, code=code), page)


@requires(Permission.INSIGHT_VIEW)
@require_GET
def results_table(request: HttpRequest, study_id: UUID, page: str, table: str, kind: str) -> HttpResponse:
    """A table of a study's page as a file."""
    return _file(_asked(request, page, study_id=study_id), page, table, kind)


@requires(Permission.INSIGHT_VIEW)
@require_GET
def survey_results_table(request: HttpRequest, code: str, page: str, table: str, kind: str) -> HttpResponse:
    """A table of a survey's page as a file."""
    return _file(_asked(request, page, code=code), page, table, kind)


def _asked(request: HttpRequest, page: str, **whose: Any) -> Asked:
    if page not in PAGES:
        raise Http404
    return ask(request, flagged=PAGES[page].flagged, **whose)


def _show(request: HttpRequest, asked: Asked, page: str) -> HttpResponse:
    made = _built(asked, page)
    tables: Sequence[Table] = made.pop("tables", ())
    context = {
        **made,
        "asked": asked,
        "form": asked.form,
        "here": page,
        "word": _(PAGES[page].word),
        "state": _state(asked, page),
        "tabs": _tabs(asked, page),
        "kept": [(k, v) for k in asked.chosen for v in asked.chosen.getlist(k) if k not in asked.form.fields],
        "chosen": list(asked.form.query.items()),
        "tables": {
            table.code: {"table": table, "files": [(k, asked.table_url(page, table.code, k)) for k in KINDS]}
            for table in tables
        },
    }
    return render(request, f"desk/analysis/{page}.html", context)


def _file(asked: Asked, page: str, name: str, kind: str) -> HttpResponse:
    tables: Sequence[Table] = _built(asked, page).get("tables", ())
    table = next((one for one in tables if one.code == name), None)
    if kind not in KINDS or table is None:
        raise Http404
    return table_file(kind, f"{asked.code}-{page}-{name}", table.head, table.rows)


def _built(asked: Asked, page: str) -> dict[str, Any]:
    """What the page shows; why it can't where the answers don't carry it."""
    found = PAGES[page]
    if page == "words" and not asked.may_read:
        raise Http404
    if _state(asked, page):
        return {}
    if not found.fits(asked):
        return {"refused": _("The questionnaire asks nothing that this page could show.")}
    try:
        return found.build(asked)
    except Invalid as error:
        return {"refused": sentence(error)}


def _state(asked: Asked, page: str) -> str:
    """`hidden` or `nobody` where there is nothing to show."""
    if PAGES[page].bare:
        return ""
    if is_hidden(asked.frame):
        return "hidden"
    return "" if len(asked.frame) else "nobody"


def _tabs(asked: Asked, here: str) -> list[dict[str, Any]]:
    return [
        {"word": _(page.word), "url": asked.url(name), "here": name == here}
        for name, page in PAGES.items()
        if name == here or page.fits(asked)
    ]
