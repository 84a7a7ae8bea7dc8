"""Studies by hand in one list; and the thanks of a study: a draw or coupons, kept apart from the answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.fieldwork import services
from hearten.domains.fieldwork.selectors.calls import call_standing_for
from hearten.domains.fieldwork.selectors.incentives import incentive_for, incentive_kinds_for, winners_for
from hearten.domains.fieldwork.selectors.paper import paper_standing_for
from hearten.domains.fieldwork.types import INCENTIVE_LABELS, IncentiveKind
from hearten.domains.surveys.field_types import HAND_CHANNELS, STUDY_LABELS, StudyState
from hearten.domains.surveys.selectors.studies import get_study_for, list_studies_for
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.fieldwork.forms import CouponForm, ThanksForm
from hearten.doors.desk.fieldwork.tabs import study_tabs, tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

_PAGE_ROWS = 15


@requires(Permission.FIELDWORK_DO)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Studies whose people are called, written to by hand or thanked, with what is to be done."""
    actor, now = actor_of(request), utc_now()
    promised = incentive_kinds_for(actor)
    studies = list_studies_for(actor).filter(
        Q(channels__overlap=list(HAND_CHANNELS)) | Q(pk__in=promised),
        state__in=[StudyState.FIELDING, StudyState.CLOSED],
    )
    page = Paginator(studies, _PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [
        {
            "study": study,
            "state": _(STUDY_LABELS[StudyState(study.state)]),
            "tone": "good" if study.state == StudyState.FIELDING else "quiet",
            "calls": call_standing_for(actor, study.pk, now=now) if "phone" in study.channels else None,
            "thanks": _(INCENTIVE_LABELS[promised[study.pk]]) if study.pk in promised else "",
            "paper": paper_standing_for(actor, study.pk) if "paper" in study.channels else None,
        }
        for study in page
    ]
    return render(
        request, "desk/fieldwork/overview.html", {"page": page, "rows": rows, "tabs": tabs("fieldwork")}
    )


@requires(Permission.FIELDWORK_DO)
@require_GET
def thanks(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """What was promised for answering, and what was given."""
    return _show(request, study_id)


@requires(Permission.SURVEYS_FIELD)
@require_POST
def thanks_make(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Promise a draw or coupons."""
    form = ThanksForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.make_incentive(
                study_id=study_id,
                kind=given["kind"],
                name=given["name"],
                rules=given["rules"],
                prizes=given["prizes"] or 0,
                value_minor=_minor(given["value"]),
                budget_minor=_minor(given["budget"]),
                by=actor_of(request),
                now=utc_now(),
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Promised. From now on the rules stand."))
            return redirect("desk:fieldwork_thanks", study_id=study_id)
    return _show(request, study_id, status=400, form=form)


@requires(Permission.SURVEYS_FIELD)
@require_POST
def thanks_coupons(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Take in codes, or make some; whoever waits for one gets it."""
    actor, form = actor_of(request), CouponForm(request.POST)
    report = incentive_for(actor, study_id)
    if form.is_valid() and report is not None:
        try:
            came = services.add_coupons(
                incentive_id=report.incentive.pk,
                codes=form.cleaned_data["codes"].splitlines(),
                how_many=form.cleaned_data["how_many"] or 0,
                by=actor,
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            services.give_owed(incentive_id=report.incentive.pk, now=utc_now())
            messages.success(request, _("%(count)s codes came in.") % {"count": came})
            return redirect("desk:fieldwork_thanks", study_id=study_id)
    return _show(request, study_id, status=400, coupon_form=form)


@requires(Permission.SURVEYS_FIELD)
@require_POST
def thanks_draw(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Hold the draw."""
    actor = actor_of(request)
    report = incentive_for(actor, study_id)
    if report is not None:
        try:
            services.hold_draw(incentive_id=report.incentive.pk, by=actor, now=utc_now())
        except HeartenError as error:
            messages.error(request, sentence(error))
        else:
            messages.success(request, _("The draw was held; the winners have been told."))
    return redirect("desk:fieldwork_thanks", study_id=study_id)


def _show(request: HttpRequest, study_id: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor = actor_of(request)
    study = get_study_for(actor, study_id)
    report = incentive_for(actor, study_id)
    planned = study.incentive.get("kind", "coupon")
    context = {
        "study": study,
        "tabs": study_tabs(study, "fieldwork_thanks"),
        "report": report,
        "kind": _(INCENTIVE_LABELS[IncentiveKind(report.incentive.kind)]) if report else "",
        "is_draw": bool(report) and report.incentive.kind == IncentiveKind.DRAW if report else False,
        "winners": winners_for(actor, report.incentive.pk) if report else [],
        "over": study.state == StudyState.CLOSED,
        "may_promise": actor.can(Permission.SURVEYS_FIELD),
        "form": ThanksForm(
            initial={"kind": planned if planned in set(IncentiveKind) else "coupon", "name": study.incentive.get("about", "")}
        ),
        "coupon_form": CouponForm(),
    }  # fmt: skip
    return render(request, "desk/fieldwork/thanks.html", context | forms, status=status)


def _minor(amount: Decimal) -> int:
    return int(amount * 100)
