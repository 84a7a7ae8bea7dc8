"""Beginning a questionnaire: from the library, from nothing, from one that is there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.surveys import services
from hearten.domains.surveys.building import fresh_code
from hearten.domains.surveys.library import Instrument, instrument, instruments
from hearten.domains.surveys.questionnaire import ITEM_LABELS, ItemKind
from hearten.domains.surveys.selectors import get_design_for, taken_codes
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.surveys.forms import BeginForm
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid

_BAD_INPUT = 422


@requires(Permission.SURVEYS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """The library to choose from; a post begins a questionnaire and leads to the builder."""
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            design = _begin(request, form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error("code" if error.field == "code" else None, sentence(error))
        else:
            return redirect("desk:design", design.pk)
    language = get_language()
    context = {
        "form": form,
        "rows": [_row(one, language) for one in instruments()],
        "opened": form.data.get("template", "") if form.errors else "",
        "blank_code": fresh_code(taken_codes(), "survey"),
    }
    status = _BAD_INPUT if form.errors else 200
    return render(request, "desk/surveys/library.html", context, status=status)


@requires(Permission.SURVEYS_VIEW)
@require_GET
def library_one(request: HttpRequest, template: str) -> HttpResponse:
    """One questionnaire of the library: what it measures, how it is scored, its questions."""
    language = get_language()
    found = instrument(template)
    context = _row(found, language) | {
        "dimensions": [(code, words.in_language(language)) for code, words in found.dimensions],
        "pages": _pages(found.document["pages"], language),
    }
    return render(request, "desk/surveys/library_one.html", context)


@requires(Permission.SURVEYS_EDIT)
@require_POST
def survey_design(request: HttpRequest, code: str) -> HttpResponse:
    """Change a survey that is being asked: its design, begun now when there is none."""
    design = services.continue_survey(code=code, by=actor_of(request), now=utc_now())
    return redirect("desk:design", design.pk)


@requires(Permission.SURVEYS_EDIT)
@require_POST
def design_copy(request: HttpRequest, design_id: UUID) -> HttpResponse:
    """The same questions under a code of its own."""
    actor = actor_of(request)
    code = fresh_code(taken_codes(), get_design_for(actor, design_id).code)
    design = services.begin_copy(design_id=design_id, code=code, by=actor, now=utc_now())
    return redirect("desk:design", design.pk)


def _begin(request: HttpRequest, given: dict[str, Any]) -> Any:
    common = {"code": given["code"], "by": actor_of(request), "now": utc_now()}
    if given["template"]:
        return services.begin_from_template(template=given["template"], **common)
    return services.begin_blank(name={"zh": given["name_zh"], "en": given["name_en"]}, **common)


def _row(one: Instrument, language: str | None) -> dict[str, Any]:
    key = "en" if (language or "").startswith("en") else "zh"
    kinds = dict.fromkeys(item["kind"] for page in one.document["pages"] for item in page["items"])
    return {
        "code": one.code,
        "name": one.document["name"][key],
        "minutes": one.document["minutes"],
        "questions": one.questions,
        "page_count": len(one.document["pages"]),
        "measures": one.measures.in_language(language),
        "scoring": one.scoring.in_language(language),
        "source": one.source.in_language(language),
        "kinds": [_(ITEM_LABELS[ItemKind(kind)]) for kind in kinds],
        "new_code": fresh_code(taken_codes(), one.code),
    }


def _pages(pages: list[dict[str, Any]], language: str | None) -> list[dict[str, Any]]:
    """The pages, each with the number of its first question: numbers run through the questionnaire."""
    shown, first = [], 1
    for page in pages:
        shown.append(_page(page, language) | {"first": first})
        first += len(page["items"])
    return shown


def _page(page: dict[str, Any], language: str | None) -> dict[str, Any]:
    key = "en" if (language or "").startswith("en") else "zh"

    def lines(item: dict[str, Any]) -> list[str]:
        holders = [*item.get("options", ()), *item.get("rows", ())]
        return [(one.get("text") or one.get("perception"))[key] for one in holders]

    return {
        "title": page.get("title", {}).get(key, ""),
        "items": [
            {
                "text": item["text"][key],
                "kind": _(ITEM_LABELS[ItemKind(item["kind"])]),
                "lines": lines(item),
            }
            for item in page["items"]
        ],
    }
