"""A report on schedule: for whom, when; and no longer for me."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.reports import services
from hearten.doors.components.forms import add_error
from hearten.doors.desk.reports.forms import ScheduleForm
from hearten.doors.desk.reports.views import BAD_INPUT, show_report
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid


@requires(Permission.REPORTS_EDIT)
@require_POST
def report_schedule(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Put a report on schedule."""
    form = ScheduleForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.make_schedule(
                report_id=report_id,
                rhythm=given["rhythm"],
                roles=given["roles"],
                people=[UUID(one) for one in given["people"]],
                at_once=given["at_once"],
                client_token=given["token"],
                by=actor_of(request),
                now=utc_now(),
            )
        except Invalid as error:
            add_error(form, error)
        else:
            messages.success(request, _("It is made by itself from now on."))
            return HttpResponseRedirect(reverse("desk:report", args=[report_id]))
    return show_report(request, report_id, status=BAD_INPUT, schedule_form=form)


@requires(Permission.REPORTS_EDIT)
@require_POST
def schedule_stop(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    services.stop_schedule(schedule_id=schedule_id, by=actor_of(request), now=utc_now())
    messages.success(request, _("It is not made by itself any more."))
    return HttpResponseRedirect(reverse("desk:reports"))


@requires(Permission.REPORTS_VIEW)
@require_POST
def schedule_mine(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """The reader no longer wants it, or wants it again (`wants=1`)."""
    wants = request.POST.get("wants") == "1"
    services.unsubscribe(schedule_id=schedule_id, wants=wants, by=actor_of(request), now=utc_now())
    messages.success(request, _("You get it again.") if wants else _("You don't get it any more."))
    return HttpResponseRedirect(reverse("desk:reports"))
