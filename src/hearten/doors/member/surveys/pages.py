"""Showing a page of a survey, taking what was filled in, turning to the next, and handing in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.base.accounts.types import Actor
from hearten.domains.fieldwork.selectors.incentives import reward_of
from hearten.domains.surveys import selectors, services
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.services.devices import device_digest
from hearten.domains.surveys.types import ClosedLink, Item, ItemKind, LinkProblem, Page, Survey
from hearten.doors.components.sentences import sentence
from hearten.doors.member.surveys.devices import device_of, with_device
from hearten.doors.member.surveys.posted import (
    SEEN,
    posted_seconds,
    posted_signals,
    posted_token,
    posted_values,
)
from hearten.doors.member.surveys.sheets import Reading
from hearten.doors.member.surveys.telling import Teller
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

LINK_ACTOR = Actor.system("surveys.link")
_LARGEST_UPLOAD = 21 * 1024 * 1024
_STATUS = {LinkProblem.UNKNOWN: 404, LinkProblem.USED: 200, LinkProblem.FULL: 200}
_GONE = 410


@dataclass(frozen=True)
class Way:
    """Where the pages of one invitation lie, where they save, and where they go when done."""

    page: str
    save: str
    sheets: str
    thanks: str


def show_or_take(request: HttpRequest, invitation: Invitation, way: Way, *, by: Actor) -> HttpResponse:
    """The page asked for, or what comes after the page that was sent. Raises ClosedLink."""
    speak(request, invitation)
    survey = selectors.survey_of(invitation)
    if request.method == "POST":
        response = _take(request, invitation, survey, way, by=by)
    else:
        services.open_invitation(invitation_id=invitation.pk, now=utc_now())
        reading = _reading(invitation, survey)
        response = _form(request, reading, reading.page(request.GET.get("p")), way)
    return with_device(request, response)


def keep_answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Keep the fields of one question."""
    speak(request, invitation)
    code, seconds = request.POST.get("item", ""), request.POST.get("seconds", "")
    item = selectors.survey_of(invitation).item(code)
    try:
        if item is None:
            raise Invalid(N_("This survey has no such question."), field=code[:40])  # noqa: TRY301
        values = posted_values([item], request.POST)
        values |= _files(request, invitation, [item], values)
        services.save_answers(
            invitation_id=invitation.pk,
            values=values,
            seconds={code: int(seconds) if seconds.isdecimal() and len(seconds) < 6 else 0},  # noqa: PLR2004
            now=utc_now(),
        )
    except Invalid as error:
        return render(request, "errors/sentence.html", {"sentence": sentence(error)}, status=422)
    return HttpResponse(_("Saved"), content_type="text/plain; charset=utf-8")


def sheets_json(request: HttpRequest, invitation: Invitation, way: Way) -> HttpResponse:
    """All pages as they would be shown now, by code."""
    speak(request, invitation)
    reading = _reading(invitation, selectors.survey_of(invitation))
    pages = {
        page.code: render_to_string(
            "member/surveys/_sheet.html", {"sheet": reading.sheet(page), "way": way}, request
        )
        for page in reading.survey.pages
    }
    return JsonResponse({"pages": pages})


def thank(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    speak(request, invitation)
    survey = selectors.survey_of(invitation)
    teller = Teller(survey, selectors.handed_in_values(invitation), invitation.context, get_language())
    context = {"thanks": teller.plain(survey.thanks), "reward": reward_of(invitation)}
    return render(request, "member/surveys/thanks.html", context)


def closed_page(request: HttpRequest, closed: ClosedLink) -> HttpResponse:
    """Why the link can't be answered."""
    titles = {LinkProblem.USED: _("Already answered"), LinkProblem.FULL: _("Thank you")}
    context = {
        "sentence": sentence(closed),
        "title": titles.get(closed.problem, _("This link is closed")),
    }
    return render(request, "member/surveys/closed.html", context, status=_STATUS.get(closed.problem, _GONE))


def speak(request: HttpRequest, invitation: Invitation) -> None:
    """The customer's own language, unless this visitor chose one or is signed in."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated
    if not chosen and (own := selectors.language_of(invitation)):
        translation.activate(own)


def _take(
    request: HttpRequest, invitation: Invitation, survey: Survey, way: Way, *, by: Actor
) -> HttpResponse:
    """Without a page named, the whole survey was filled in at once: a short form, or a phone that had no network."""
    page = survey.page(request.POST.get("page", "")) or (survey.pages[0] if len(survey.pages) == 1 else None)
    items = page.items if page else survey.items
    given: dict[str, Any] = {}
    try:
        given = posted_values(items, request.POST)
        given |= _files(request, invitation, items, given)
        if page is None and request.POST.get("go") == "keep":
            return _keep(request, invitation, given, items)
        if page is None or (
            len(survey.pages) == 1 and not _opens_more(invitation, survey, page, given, request)
        ):
            return _hand_in(request, invitation, given, way, items, by=by)
        return _turn(request, invitation, page, given, way, by=by)
    except Invalid as error:
        reading = _reading(invitation, survey, given)
        wrong = _page_of(survey, error.field or "") or page or survey.pages[0]
        return _form(request, reading, wrong, way, error=error)


def _page_of(survey: Survey, key: str) -> Page | None:
    """The page that asks for a field: what is missing may stand on an earlier one."""
    code = key.partition(".")[0]
    return next((page for page in survey.pages if any(item.code == code for item in page.items)), None)


def _opens_more(
    invitation: Invitation, survey: Survey, page: Page, given: Mapping[str, Any], request: HttpRequest
) -> bool:
    if not any(item.show_if or item.consent for item in page.items):
        return False
    return _reading(invitation, survey, given).newly_shown(page, request.POST.getlist(SEEN))


def _turn(
    request: HttpRequest, invitation: Invitation, page: Page, given: dict[str, Any], way: Way, *, by: Actor
) -> HttpResponse:
    """To the page before, to the next, or to the end."""
    survey, seconds = selectors.survey_of(invitation), posted_seconds(page.items, request.POST)
    facts: dict[str, Any] = {"invitation_id": invitation.pk, "now": utc_now()}
    if request.POST.get("go") == "back":
        _keep_what_fits(facts, given, seconds)
        back = _reading(invitation, survey).before(page.code)
        return HttpResponseRedirect(f"{way.page}?p={back or page.code}")
    seen = request.POST.getlist(SEEN)
    if _reading(invitation, survey, given).newly_shown(page, seen):
        services.save_answers(values=given, seconds=seconds, **facts)
        return HttpResponseRedirect(f"{way.page}?p={page.code}")
    services.finish_page(page=page.code, values=given, seconds=seconds, **facts)
    following = _reading(invitation, survey).next(page.code)
    if following:
        return HttpResponseRedirect(f"{way.page}?p={following}")
    return _hand_in(request, invitation, {}, way, (), by=by)


def _keep(
    request: HttpRequest, invitation: Invitation, given: Mapping[str, Any], items: Iterable[Item]
) -> HttpResponse:
    """What a phone kept while it had no network; the person is still answering."""
    facts = {"invitation_id": invitation.pk, "now": utc_now()}
    _keep_what_fits(facts, given, posted_seconds(items, request.POST))
    return HttpResponse(_("Saved"), content_type="text/plain; charset=utf-8")


def _keep_what_fits(facts: dict[str, Any], given: Mapping[str, Any], seconds: Mapping[str, int]) -> None:
    """Nobody is held on a page by an answer that does not fit; it is simply not kept."""
    try:
        services.save_answers(values=given, seconds=seconds, **facts)
    except Invalid:
        for key, value in given.items():
            try:
                services.save_answers(values={key: value}, **facts)
            except Invalid:
                continue


def _hand_in(
    request: HttpRequest,
    invitation: Invitation,
    given: Mapping[str, Any],
    way: Way,
    items: Iterable[Item],
    *,
    by: Actor,
) -> HttpResponse:
    services.submit_response(
        invitation_id=invitation.pk,
        answers=given,
        seconds=posted_seconds(items, request.POST),
        language=get_language() or "",
        device=device_digest(invitation, device_of(request)),
        signals=posted_signals(request.POST),
        client_token=posted_token(request.POST),
        by=by,
        now=utc_now(),
    )
    return HttpResponseRedirect(way.thanks)


def _files(
    request: HttpRequest, invitation: Invitation, items: Iterable[Item], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Files that were sent along, taken in; their values are what they are called from now on.

    Consent that came with a sensitive file is kept first: there is never such a file without its yes.
    """
    values = {}
    for item in items:
        sent = request.FILES.get(item.code) if item.kind is ItemKind.FILE else None
        if sent is None:
            continue
        if (sent.size or 0) > _LARGEST_UPLOAD:
            raise Invalid(N_("The file is larger than %(mib)s MiB."), field=item.code, mib=item.most_mib)
        if item.consent in given:
            consent = {item.consent: given[item.consent]}
            services.save_answers(invitation_id=invitation.pk, values=consent, now=utc_now())
        file = services.attach_file(
            invitation_id=invitation.pk,
            item=item.code,
            name=sent.name or "",
            data=sent.read(),
            now=utc_now(),
        )
        values[item.code] = str(file.pk)
    return values


def _reading(invitation: Invitation, survey: Survey, given: Mapping[str, Any] | None = None) -> Reading:
    known = selectors.saved_answers(invitation)
    left = {key: value for key, value in (known | dict(given or {})).items() if value not in ("", None, [])}
    return Reading(survey, invitation, left, get_language())


def _form(
    request: HttpRequest, reading: Reading, page: Page, way: Way, *, error: Invalid | None = None
) -> HttpResponse:
    told = sentence(error) if error else ""
    sheet = reading.sheet(page, wrong=error.field or "" if error else "", why=told)
    context = {
        "name": reading.teller.plain(reading.survey.name),
        "notice": reading.teller.plain(reading.survey.privacy_notice),
        "minutes": reading.survey.minutes,
        "sheet": sheet,
        "resumed": bool(reading.values) and error is None and "p" not in request.GET,
        "error": told,
        "way": way,
        "plan": reading.for_script(),
        "client_token": posted_token(request.POST) or secrets.token_urlsafe(16),
    }
    return render(request, "member/surveys/survey.html", context, status=422 if error else 200)
