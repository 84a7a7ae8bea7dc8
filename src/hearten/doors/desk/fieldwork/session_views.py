"""Focus groups and depth interviews: planned, filled, led by a guide with its clock, written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.types import SEX_LABELS, Sex
from hearten.domains.fieldwork import services
from hearten.domains.fieldwork.models import Session
from hearten.domains.fieldwork.selectors import sessions as reading
from hearten.domains.fieldwork.types import (
    PLACE_LABELS,
    SESSION_KIND_LABELS,
    SESSION_LABELS,
    Place,
    SessionKind,
    SessionState,
)
from hearten.domains.products.selectors import list_versions
from hearten.domains.research.selectors.studies import list_studies_for
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.fieldwork.forms import SessionForm, WriteForm
from hearten.doors.desk.fieldwork.tabs import tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

_PAGE_ROWS = 25
_TONES = {SessionState.PLANNED: "info", SessionState.FINISHED: "good", SessionState.CANCELLED: "quiet"}
_PLACE_TONES = {
    Place.CONFIRMED: "info",
    Place.ATTENDED: "good",
    Place.ABSENT: "warn",
    Place.DECLINED: "quiet",
}


@requires(Permission.FIELDWORK_DO)
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """All conversations, the next first."""
    actor = actor_of(request)
    page = Paginator(reading.sessions_for(actor), _PAGE_ROWS).get_page(request.GET.get("page"))
    seats = reading.seats_of([one.pk for one in page])
    rows = [
        {
            "session": one,
            "kind": _(SESSION_KIND_LABELS[SessionKind(one.kind)]),
            "state": _(SESSION_LABELS[SessionState(one.state)]),
            "tone": _TONES[SessionState(one.state)],
            "coming": sum(seats.get(one.pk, {}).get(place, 0) for place in (Place.CONFIRMED, Place.ATTENDED)),
        }
        for one in page
    ]
    context = {"page": page, "rows": rows, "tabs": tabs("fieldwork_sessions")}
    return render(request, "desk/fieldwork/sessions.html", context)


@requires(Permission.FIELDWORK_DO)
@require_http_methods(["GET", "POST"])
def session_new(request: HttpRequest) -> HttpResponse:
    """Plan a conversation."""
    actor = actor_of(request)
    form = SessionForm(request.POST or None, products=_products(), needs=_needs(actor))
    if request.method == "POST" and form.is_valid():
        try:
            made = _plan(form, actor)
        except HeartenError as error:
            add_error(form, error)
        else:
            return redirect("desk:fieldwork_session", session_id=made.pk)
    return render(
        request, "desk/fieldwork/session_new.html", {"form": form}, status=400 if form.errors else 200
    )


@requires(Permission.FIELDWORK_DO)
@never_cache
@require_GET
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One conversation: its guide with the clock, its roster, its notes."""
    actor = actor_of(request)
    found = reading.session_for(actor, session_id)
    roster = reading.roster_of(actor, session_id)
    planned = found.state == SessionState.PLANNED
    context = {
        "session": found,
        "kind": _(SESSION_KIND_LABELS[SessionKind(found.kind)]),
        "state": _(SESSION_LABELS[SessionState(found.state)]),
        "tone": _TONES[SessionState(found.state)],
        "minutes": sum(topic["minutes"] for topic in found.guide),
        "roster": [
            (row, _(PLACE_LABELS[Place(row.place)]), _PLACE_TONES.get(Place(row.place), "quiet"))
            for row in roster
        ],
        "coming": sum(row.place in {Place.CONFIRMED, Place.ATTENDED} for row in roster),
        "candidates": _candidates(actor, found) if planned else [],
        "write_form": WriteForm(initial={"notes": found.notes, "transcript": found.transcript}),
        "planned": planned,
    }
    return render(request, "desk/fieldwork/session.html", context)


@requires(Permission.FIELDWORK_DO)
@require_POST
def session_invite(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Put people on the roster."""
    ids = [UUID(text) for text in request.POST.getlist("customer") if _is_id(text)]
    return _do(
        request, session_id, _("Invited."),
        lambda actor: services.invite_to_session(session_id=session_id, customer_ids=ids, by=actor, now=utc_now()),
    )  # fmt: skip


@requires(Permission.FIELDWORK_DO)
@require_POST
def session_place(request: HttpRequest, session_id: UUID, customer_id: UUID) -> HttpResponse:
    """Confirmed, took part, did not come, declined; or got their thanks."""
    place, facts = request.POST.get("place", ""), {"session_id": session_id, "customer_id": customer_id}
    consented = request.POST.get("consented") == "yes"

    def act(actor: Actor) -> None:
        if place == "thanked":
            services.pay_incentive(by=actor, now=utc_now(), **facts)
        else:
            services.move_participant(place=place, consented=consented, by=actor, now=utc_now(), **facts)

    return _do(request, session_id, _("Kept."), act)


@requires(Permission.FIELDWORK_DO)
@require_POST
def session_write(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Keep notes and transcript; with “finish”, close it and hand the words over to be coded."""
    notes, transcript = request.POST.get("notes", ""), request.POST.get("transcript", "")

    def act(actor: Actor) -> None:
        services.write_session(session_id=session_id, notes=notes, transcript=transcript, by=actor)
        if request.POST.get("go") == "finish":
            services.finish_session(session_id=session_id, by=actor, now=utc_now())

    return _do(request, session_id, _("Kept."), act)


@requires(Permission.FIELDWORK_DO)
@require_POST
def session_call_off(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """It does not take place."""
    return _do(
        request, session_id, _("Called off."),
        lambda actor: services.call_off_session(session_id=session_id, by=actor),
    )  # fmt: skip


def _do(request: HttpRequest, session_id: UUID, said: str, act: Callable[[Actor], Any]) -> HttpResponse:
    actor = actor_of(request)
    reading.session_for(actor, session_id)
    try:
        act(actor)
    except HeartenError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, said)
    return redirect("desk:fieldwork_session", session_id=session_id)


def _plan(form: SessionForm, actor: Actor) -> Session:
    given = form.cleaned_data
    recruiting = form.recruiting()
    return services.plan_session(
        kind=given["kind"],
        name=given["name"],
        where=given["where"],
        starts_at=form.moment(),
        seats=given["seats"],
        topics=form.topics(),
        needs_study_id=UUID(given["needs_study"]) if _is_id(given["needs_study"]) else None,
        segment=" · ".join(recruiting.values()),
        recruiting=recruiting,
        incentive_words=given["incentive_words"],
        incentive_minor=int((given["incentive"] or 0) * 100),
        by=actor,
        now=utc_now(),
    )


def _candidates(actor: Actor, found: Session) -> list[dict[str, Any]]:
    names = dict(_products())
    return [
        {
            "customer": one.customer,
            "facts": " · ".join(
                filter(
                    None,
                    (
                        _(SEX_LABELS[Sex(one.customer.sex)]),
                        one.age_band.replace("-", "–"),
                        names.get(one.product, one.product),
                    ),
                )
            ),
        }
        for one in reading.candidates_for(actor, found, now=utc_now())
    ]


def _products() -> list[tuple[str, str]]:
    english = (get_language() or "").startswith("en")
    names = {one.code: one.document["name"]["en" if english else "zh"] for one in list_versions()}
    return sorted(names.items())


def _needs(actor: Actor) -> list[tuple[str, str]]:
    """Needs studies that may take the words in, for who may see them."""
    if not actor.can(Permission.INSIGHT_VIEW):
        return []
    return [(str(row.study.pk), row.study.name) for row in list_studies_for(actor)]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
