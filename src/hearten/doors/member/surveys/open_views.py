"""A link for everybody: what it is about and how answers are used, then an invitation of one's own."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearten.base.accounts.access import public
from hearten.domains.surveys.selectors.invitations import compiled
from hearten.domains.surveys.services.open_links import open_link_invitation, open_study
from hearten.domains.surveys.types import ClosedLink
from hearten.doors.components.sentences import sentence
from hearten.doors.member.surveys.devices import DEVICE_COOKIE, with_device
from hearten.doors.member.surveys.pages import closed_page
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Unavailable


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_survey(request: HttpRequest, token: str) -> HttpResponse:
    """The first page of an open link; sent, it leads to the questions. Who has begun goes on where they were."""
    try:
        study = open_study(token, now=utc_now())
        if request.method == "POST" and not request.POST.get("website", "").strip():
            return _begin(request, token)
    except ClosedLink as closed:
        return closed_page(request, closed)
    except Unavailable as error:
        return render(request, "errors/sentence.html", {"sentence": sentence(error)}, status=429)
    survey, language = compiled(study.survey), get_language()
    context = {
        "name": survey.name.in_language(language),
        "about": survey.about.in_language(language),
        "notice": survey.privacy_notice.in_language(language),
        "minutes": survey.minutes,
        "member": _customer_of(request) is not None,
        "client_token": secrets.token_urlsafe(16),
    }
    return with_device(request, render(request, "member/surveys/open.html", context))


def _begin(request: HttpRequest, token: str) -> HttpResponse:
    mark = request.COOKIES.get(DEVICE_COOKIE) or request.POST.get("client_token") or secrets.token_urlsafe(16)
    _invitation, own = open_link_invitation(
        token=token,
        device=mark,
        address=request.META.get("REMOTE_ADDR", ""),
        customer_id=_customer_of(request) if request.POST.get("named") else None,
        now=utc_now(),
    )
    return redirect("member:survey", token=own)


def _customer_of(request: HttpRequest) -> Any:
    user: Any = request.user
    return user.actor.customer_id if user.is_authenticated else None
