"""A survey behind a link (no sign-in), or among a member's own affairs: the same page, saved as one goes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, member_only, public
from hearten.base.accounts.types import Actor
from hearten.domains.surveys import selectors, services
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.types import ClosedLink, LinkProblem, Survey
from hearten.doors.components.sentences import sentence
from hearten.doors.member.surveys.questions import posted_answers, posted_seconds, questions
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid

LINK_ACTOR = Actor.system("surveys.link")
_STATUS = {LinkProblem.UNKNOWN: 404, LinkProblem.USED: 200, LinkProblem.EXPIRED: 410}


@dataclass(frozen=True)
class Way:
    """Where the page of one invitation saves, and where it goes when done."""

    save: str
    thanks: str


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The survey that a personal link leads to."""
    try:
        invitation = selectors.find_invitation(token, now=utc_now())
        return _page(request, invitation, _link_way(token), by=_answering(request, invitation))
    except ClosedLink as closed:
        return _closed(request, closed)


@public
@require_POST
def survey_save(request: HttpRequest, token: str) -> HttpResponse:
    """Keep one answer of a personal link."""
    try:
        return _save(request, selectors.find_invitation(token, now=utc_now()))
    except ClosedLink as closed:
        return _closed(request, closed)


@public
@never_cache
@require_GET
def survey_thanks(request: HttpRequest, token: str) -> HttpResponse:
    try:
        return _thanks(request, selectors.answered_invitation(token))
    except ClosedLink as closed:
        return _closed(request, closed)


@member_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_survey(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """A survey that a signed-in member has been asked to answer."""
    actor = actor_of(request)
    try:
        invitation = selectors.get_invitation_for(actor, invitation_id, now=utc_now())
        return _page(request, invitation, _own_way(invitation_id), by=actor)
    except ClosedLink as closed:
        return _closed(request, closed)


@member_only
@require_POST
def own_survey_save(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    try:
        return _save(request, selectors.get_invitation_for(actor_of(request), invitation_id, now=utc_now()))
    except ClosedLink as closed:
        return _closed(request, closed)


@member_only
@never_cache
@require_GET
def own_survey_thanks(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    try:
        return _thanks(request, selectors.answered_invitation_for(actor_of(request), invitation_id))
    except ClosedLink as closed:
        return _closed(request, closed)


def _page(request: HttpRequest, invitation: Invitation, way: Way, *, by: Actor) -> HttpResponse:
    _speak(request, invitation)
    asked = selectors.survey_of(invitation)
    if request.method == "POST":
        return _hand_in(request, invitation, asked, way, by=by)
    services.open_invitation(invitation_id=invitation.pk, now=utc_now())
    return _form(request, asked, way, given=selectors.saved_answers(invitation.pk))


def _hand_in(
    request: HttpRequest, invitation: Invitation, asked: Survey, way: Way, *, by: Actor
) -> HttpResponse:
    try:
        services.submit_response(
            invitation_id=invitation.pk,
            answers=posted_answers(asked, request.POST),
            seconds=posted_seconds(asked, request.POST),
            by=by,
            now=utc_now(),
        )
    except Invalid as error:
        given = dict(posted_answers(asked, request.POST))
        return _form(request, asked, way, given=given, error=error)
    return HttpResponseRedirect(way.thanks)


def _form(
    request: HttpRequest,
    asked: Survey,
    way: Way,
    *,
    given: dict[str, int | str],
    error: Invalid | None = None,
) -> HttpResponse:
    language, told = get_language(), sentence(error) if error else None
    context = {
        "name": asked.name.in_language(language),
        "notice": asked.privacy_notice.in_language(language),
        "questions": questions(asked, given, language, error.field if error else None, told),
        "resumed": bool(given) and error is None,
        "error": told,
        "way": way,
    }
    return render(request, "member/surveys/survey.html", context, status=422 if error else 200)


def _save(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    item = request.POST.get("item", "")
    seconds = request.POST.get("seconds", "")
    _speak(request, invitation)
    try:
        services.save_answer(
            invitation_id=invitation.pk,
            item=item,
            value=request.POST.get(item, ""),
            seconds=int(seconds) if seconds.isdecimal() and len(seconds) < 6 else 0,  # noqa: PLR2004
            now=utc_now(),
        )
    except Invalid as error:
        context = {"sentence": sentence(error)}
        return render(request, "errors/sentence.html", context, status=422)
    return HttpResponse(_("Saved"), content_type="text/plain; charset=utf-8")


def _thanks(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    _speak(request, invitation)
    thanks = selectors.survey_of(invitation).thanks.in_language(get_language())
    return render(request, "member/surveys/thanks.html", {"thanks": thanks})


def _closed(request: HttpRequest, closed: ClosedLink) -> HttpResponse:
    context = {"sentence": sentence(closed), "used": closed.problem is LinkProblem.USED}
    return render(request, "member/surveys/closed.html", context, status=_STATUS[closed.problem])


def _answering(request: HttpRequest, invitation: Invitation) -> Actor:
    """Who answers: the member when signed in as such, else whoever holds the link."""
    user = request.user
    if user.is_authenticated and user.actor.owns(invitation.customer_id):
        actor: Actor = user.actor
        return actor
    return LINK_ACTOR


def _speak(request: HttpRequest, invitation: Invitation) -> None:
    """The customer's own language, unless this visitor chose one or is signed in."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and not request.user.is_authenticated:
        translation.activate(invitation.customer.language)


def _link_way(token: str) -> Way:
    return Way(
        save=reverse("member:survey_save", args=[token]), thanks=reverse("member:survey_thanks", args=[token])
    )


def _own_way(invitation_id: UUID) -> Way:
    given = [invitation_id]
    return Way(
        save=reverse("member:own_survey_save", args=given),
        thanks=reverse("member:own_survey_thanks", args=given),
    )
