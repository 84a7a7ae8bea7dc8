"""A survey behind a link (no sign-in), or among a member's own affairs: the same pages, saved as one goes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, member_only, public
from hearten.base.accounts.types import Actor
from hearten.domains.surveys import selectors
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.types import ClosedLink, LinkProblem
from hearten.doors.member.surveys.pages import (
    LINK_ACTOR,
    Way,
    closed_page,
    keep_answer,
    sheets_json,
    show_or_take,
    thank,
)
from hearten.doors.member.surveys.posted import posted_token
from hearten.kernel.clock import utc_now


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The survey that a personal link leads to."""

    def answer() -> HttpResponse:
        invitation = selectors.find_invitation(token, now=utc_now())
        return show_or_take(request, invitation, _link_way(token), by=_answering(request, invitation))

    return _once(request, answer, lambda: selectors.answered_invitation(token), _link_way(token))


@public
@require_POST
def survey_save(request: HttpRequest, token: str) -> HttpResponse:
    """Keep one answer of a personal link."""
    return _unless_closed(
        request, lambda: keep_answer(request, selectors.find_invitation(token, now=utc_now()))
    )


@public
@never_cache
@require_GET
def survey_sheets(request: HttpRequest, token: str) -> HttpResponse:
    """All pages of a personal link, for a phone that may lose its network."""
    return _unless_closed(
        request,
        lambda: sheets_json(request, selectors.find_invitation(token, now=utc_now()), _link_way(token)),
    )


@public
@never_cache
@require_GET
def survey_thanks(request: HttpRequest, token: str) -> HttpResponse:
    return _unless_closed(request, lambda: thank(request, selectors.answered_invitation(token)))


@member_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_survey(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """A survey that a signed-in member has been asked to answer."""
    actor, way = actor_of(request), _own_way(invitation_id)

    def answer() -> HttpResponse:
        invitation = selectors.get_invitation_for(actor, invitation_id, now=utc_now())
        return show_or_take(request, invitation, way, by=actor)

    return _once(request, answer, lambda: selectors.answered_invitation_for(actor, invitation_id), way)


@member_only
@require_POST
def own_survey_save(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _unless_closed(
        request,
        lambda: keep_answer(request, selectors.get_invitation_for(actor, invitation_id, now=utc_now())),
    )


@member_only
@never_cache
@require_GET
def own_survey_sheets(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _unless_closed(
        request,
        lambda: sheets_json(
            request,
            selectors.get_invitation_for(actor, invitation_id, now=utc_now()),
            _own_way(invitation_id),
        ),
    )


@member_only
@never_cache
@require_GET
def own_survey_thanks(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _unless_closed(
        request, lambda: thank(request, selectors.answered_invitation_for(actor, invitation_id))
    )


def _unless_closed(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer, or the page that says why the link is closed."""
    try:
        return answer()
    except ClosedLink as closed:
        return closed_page(request, closed)


def _once(
    request: HttpRequest,
    answer: Callable[[], HttpResponse],
    answered: Callable[[], Invitation],
    way: Way,
) -> HttpResponse:
    """As `_unless_closed`; what a phone sends a second time, not knowing that it came through, is thanked for once more."""
    try:
        return answer()
    except ClosedLink as closed:
        token = posted_token(request.POST)
        same = closed.problem is LinkProblem.USED and token
        if same and selectors.is_same_sending(answered(), token):
            return HttpResponseRedirect(way.thanks)
        return closed_page(request, closed)


def _answering(request: HttpRequest, invitation: Invitation) -> Actor:
    """Who answers: the member when signed in as such, else whoever holds the link."""
    user = request.user
    if user.is_authenticated and user.actor.owns(invitation.customer_id):
        actor: Actor = user.actor
        return actor
    return LINK_ACTOR


def _link_way(token: str) -> Way:
    return _way("member:survey", [token])


def _own_way(invitation_id: UUID) -> Way:
    return _way("member:own_survey", [invitation_id])


def _way(name: str, given: list[object]) -> Way:
    return Way(
        page=reverse(name, args=given),
        save=reverse(f"{name}_save", args=given),
        sheets=reverse(f"{name}_sheets", args=given),
        thanks=reverse(f"{name}_thanks", args=given),
    )
