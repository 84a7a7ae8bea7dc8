"""The real pages for somebody who tries a draft at the desk: same templates, same checks, nothing kept.

What was answered so far travels in the address, signed, so that the next page can follow the logic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.selectors import get_design_for, list_versions_for
from hearten.domains.surveys.services.checking import clean_values
from hearten.domains.surveys.services.fitting import check_items
from hearten.domains.surveys.types import Item, Page, Survey
from hearten.doors.components.sentences import sentence
from hearten.doors.member.surveys.pages import Way
from hearten.doors.member.surveys.posted import SEEN, posted_values
from hearten.doors.member.surveys.sheets import Reading, Sheet
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

_SALT = "surveys.preview"
_BAD_INPUT = 422
_LANGUAGES = {"zh-hans", "en"}
_PAGE = "@page:"
# What stands where an invitation has the facts of its occasion.
_CONTEXT = {"product_code": "million", "product_name": "…"}
_FRAME = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
)


@dataclass(frozen=True)
class Trial:
    """What is tried, at which address, and whose random order is drawn."""

    survey: Survey
    seed: UUID
    address: str


@requires(Permission.SURVEYS_EDIT)
@xframe_options_sameorigin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey_preview(request: HttpRequest, design_id: UUID) -> HttpResponse:
    """The page of the draft that is asked for, or the one after the page that was sent."""
    design = get_design_for(actor_of(request), design_id)
    address = reverse("member:survey_preview", args=[design_id])
    return _try(request, Trial(compile_survey(design.document), design.pk, address))


@requires(Permission.SURVEYS_VIEW)
@xframe_options_sameorigin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def version_preview(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The same for a version that is or was asked. Raises NotFound."""
    rows = list_versions_for(actor_of(request), code)
    found = next((row for row in rows if row.version == version), None)
    if found is None:
        raise NotFound(N_("There is no survey called “%(code)s”."), code=f"{code} {version}")
    address = reverse("member:version_preview", args=[code, version])
    return _try(request, Trial(compile_survey(found.document), UUID(int=found.pk), address))


def _try(request: HttpRequest, trial: Trial) -> HttpResponse:
    language = request.GET.get("language", "")
    with translation.override(language if language in _LANGUAGES else get_language()):
        response = _answer(request, trial)
    response.headers["Content-Security-Policy"] = _FRAME
    return response


def _answer(request: HttpRequest, trial: Trial) -> HttpResponse:
    given = _given(request)
    if request.GET.get("done"):
        reading = _reading(trial, given)
        context = {"thanks": reading.teller.plain(trial.survey.thanks), "again": _address(trial, {}, request)}
        return render(request, "member/surveys/preview_thanks.html", context)
    if request.method != "POST":
        chosen = request.GET.get("at", "")
        reading = _reading(trial, given)
        return _page(request, trial, reading, _chosen_page(reading, chosen, request.GET.get("p")), chosen)
    if "item" in request.POST:  # one answer kept as one goes: here it stays on the page
        return JsonResponse({})
    survey = trial.survey
    page = survey.page(request.POST.get("page", "")) or survey.pages[0]
    return _turn(request, trial, page, given)


def _turn(request: HttpRequest, trial: Trial, page: Page, given: dict[str, Any]) -> HttpResponse:
    """As the real page turns: back without a check, on only with what must be answered."""
    posted: dict[str, Any] = {}
    try:
        posted = posted_values(page.items, request.POST)
        known = _merged(given, clean_values(trial.survey, posted))
        reading = _reading(trial, known)
        if request.POST.get("go") == "back":
            return _go(request, trial, known, p=reading.before(page.code) or page.code)
        if reading.newly_shown(page, request.POST.getlist(SEEN)):
            return _go(request, trial, known, p=page.code)
        _check(page, reading)
    except Invalid as error:
        reading = _reading(trial, _merged(given, posted))
        return _page(request, trial, reading, page, error=error)
    following = reading.next(page.code)
    return _go(request, trial, known, **({"p": following} if following else {"done": "1"}))


def _check(page: Page, reading: Reading) -> None:
    shown: list[Item] = [item for item in page.items if item.code in reading.settled.items]
    check_items(shown, reading.settled.values)


def _page(
    request: HttpRequest,
    trial: Trial,
    reading: Reading,
    page: Page,
    chosen: str = "",
    *,
    error: Invalid | None = None,
) -> HttpResponse:
    told = sentence(error) if error else ""
    sheet = reading.sheet(page, wrong=error.field or "" if error else "", why=told)
    here = _address(trial, dict(reading.values), request)
    context = {
        "name": reading.teller.plain(reading.survey.name),
        "notice": reading.teller.plain(reading.survey.privacy_notice),
        "minutes": reading.survey.minutes,
        "sheet": _with_chosen(sheet, chosen),
        "error": told,
        "way": Way(page=here, save=here, sheets="", thanks=here),
        "plan": _plan(reading, chosen),
        "client_token": "",
        "again": _address(trial, {}, request),
    }
    return render(request, "member/surveys/preview.html", context, status=_BAD_INPUT if error else 200)


def _with_chosen(sheet: Sheet, chosen: str) -> Sheet:
    """Who edits a question sees it, even where its condition would hide it for now."""
    shown = tuple(replace(q, hidden=False) if q.code == chosen else q for q in sheet.questions)
    return replace(sheet, questions=shown)


def _plan(reading: Reading, chosen: str) -> dict[str, Any]:
    """What the page's script decides by: the question that is edited stands whatever has been answered."""
    plan = reading.for_script()
    for page in plan["pages"]:
        for item in page["items"]:
            if item["code"] == chosen:
                item["show_if"] = None
    return plan


def _chosen_page(reading: Reading, chosen: str, wanted: str | None) -> Page:
    pages = reading.survey.pages
    for page in pages:
        if chosen == f"{_PAGE}{page.code}" or any(item.code == chosen for item in page.items):
            return page
    return reading.page(wanted or reading.order[0])


def _reading(trial: Trial, values: Mapping[str, Any]) -> Reading:
    known = {key: value for key, value in values.items() if value not in ("", None, [])}
    return Reading(trial.survey, Invitation(id=trial.seed, context=_CONTEXT), known, get_language())


def _merged(given: Mapping[str, Any], posted: Mapping[str, Any]) -> dict[str, Any]:
    both = {**given, **posted}
    return {key: value for key, value in both.items() if value not in ("", None, [])}


def _given(request: HttpRequest) -> dict[str, Any]:
    try:
        found = signing.loads(request.GET.get("given", ""), salt=_SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _go(request: HttpRequest, trial: Trial, values: dict[str, Any], **more: str) -> HttpResponse:
    return HttpResponseRedirect(_address(trial, values, request, **more))


def _address(trial: Trial, values: dict[str, Any], request: HttpRequest, **more: str) -> str:
    query = {"language": request.GET.get("language", ""), **more}
    if values:
        query["given"] = signing.dumps(values, salt=_SALT, compress=True)
    return f"{trial.address}?{urlencode(query)}"
