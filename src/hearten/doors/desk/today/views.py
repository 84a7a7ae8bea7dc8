"""What needs me today? One panel for each thing my role works on, the most pressing rows first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.selectors import list_runs_for
from hearten.domains.claims.selectors import QueueFilters, claims_queue
from hearten.domains.claims.selectors.clock_report import list_pressing
from hearten.domains.improvement.selectors import CaseFilter, count_cases_for, list_cases_for
from hearten.domains.improvement.types import REASON_LABELS
from hearten.domains.insight.selectors import MEASURES, measure
from hearten.domains.insight.types import Dimension
from hearten.domains.reports.selectors import waiting_for_reader
from hearten.doors.components.clock_chips import stored_chip
from hearten.doors.components.formats import ago_text, day_text, money_text
from hearten.doors.components.nav import address_of
from hearten.doors.desk.insight.figures import count_text, interval_text, value_text
from hearten.kernel.clock import utc_now
from hearten.kernel.period import Period, add_months

ROWS = 6
FIGURES = ("nps", "csat", "turnaround", "response_rate")
_MORNING_UNTIL, _AFTERNOON_UNTIL = 12, 18


@dataclass(frozen=True)
class Panel:
    """A list of what waits: `count` in all, the first rows, where the rest is; `calm` is said when nothing waits."""

    title: str
    link: str
    count: int
    calm: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    late: int = 0


@requires(Permission.DESK_ENTER)
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), utc_now()
    context = {
        "greeting": _greeting(now),
        "day": day_text(now),
        "panels": list(_panels(actor, now)),
        "stats": _figures(actor) if actor.can(Permission.INSIGHT_VIEW) else [],
    }
    return render(request, "desk/today/today.html", context)


def _panels(actor: Actor, now: datetime) -> Iterator[Panel]:
    if actor.can(Permission.CLAIMS_DECIDE):
        yield _claims(actor, now)
    if actor.can(Permission.CLAIMS_VIEW) and actor.can(Permission.PAYMENTS_VIEW):
        yield _deadlines(actor, now)
    if actor.can(Permission.CASES_WORK):
        yield _own_cases(actor, now)
        yield _free_cases(actor, now)
    if actor.can(Permission.REPORTS_VIEW):
        yield _reports(actor)
    if actor.can(Permission.IMPORT_RUN):
        yield _imports(actor)


def _claims(actor: Actor, now: datetime) -> Panel:
    rows = claims_queue(actor, QueueFilters(), now=now)
    return Panel(
        title=_("Claims that wait for a decision"),
        link=address_of("desk:claims"),
        count=rows.count(),
        late=claims_queue(actor, QueueFilters(due="late"), now=now).count(),
        calm=_("Every claim is decided. Enjoy the quiet."),
        rows=[
            {
                "title": f"{claim.number} · {claim.customer.name}",
                "link": _link("desk:claim", claim.number),
                "sub": _("handed in %(ago)s") % {"ago": ago_text(claim.submitted_at)},
                "end": money_text(claim.claimed_minor),
                "state": claim.state,
                "state_word": _(claim.get_state_display()),
            }
            for claim in rows[:ROWS]
        ],
    )


def _deadlines(actor: Actor, now: datetime) -> Panel:
    """For whoever answers for them: examiners, and the managers to whom missed ones are escalated."""
    rows = list_pressing(actor, now=now)
    return Panel(
        title=_("Deadlines that press"),
        link=address_of("desk:claim_clocks_now"),
        count=len(rows),
        late=sum(1 for row in rows if row.due_at and row.due_at <= now),
        calm=_("Every claim has time. Enjoy the quiet."),
        rows=[
            {
                "title": f"{row.claim.number} · {chip.name}",
                "link": _link("desk:claim", row.claim.number),
                "sub": chip.word,
            }
            for row, chip in ((row, stored_chip(row, now)) for row in rows[:ROWS])
        ],
    )


def _reports(actor: Actor) -> Panel:
    """Reports sent to this reader that wait to be opened."""
    runs = waiting_for_reader(actor, most=ROWS)
    return Panel(
        title=_("Reports for you"),
        link=address_of("desk:reports"),
        count=len(runs),
        calm=_("You have opened every report sent to you."),
        rows=[
            {
                "title": run.report.name,
                "link": _link("desk:report_run", run.pk),
                "sub": _("released %(ago)s") % {"ago": ago_text(run.released_at)},
            }
            for run in runs
        ],
    )


def _own_cases(actor: Actor, now: datetime) -> Panel:
    counts = count_cases_for(actor, now=now)
    return Panel(
        title=_("My cases"),
        link=_filtered("desk:improvement", view="mine"),
        count=counts["mine"],
        late=0,
        calm=_("You have no open case. Take one of those that wait."),
        rows=_case_rows(list_cases_for(actor, CaseFilter(view="mine"), now=now)[:ROWS]),
    )


def _free_cases(actor: Actor, now: datetime) -> Panel:
    counts = count_cases_for(actor, now=now)
    return Panel(
        title=_("Cases nobody has taken"),
        link=_filtered("desk:improvement", view="free"),
        count=counts["free"],
        late=counts["overdue"],
        calm=_("Nobody waits for a call."),
        rows=_case_rows(list_cases_for(actor, CaseFilter(view="free"), now=now)[:ROWS]),
    )


def _case_rows(cases: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": f"{case.number} · {case.customer.name}",
            "link": _link("desk:case", case.pk),
            "sub": _(REASON_LABELS.get(case.reason, case.reason)),
            "end_sub": _("due %(day)s") % {"day": day_text(case.due_at)},
            "state": case.state,
            "state_word": _(case.get_state_display()),
        }
        for case in cases
    ]


def _imports(actor: Actor) -> Panel:
    runs = list_runs_for(actor).filter(finished_at__isnull=True)
    return Panel(
        title=_("Imports that run"),
        link=address_of("desk:imports"),
        count=runs.count(),
        calm=_("No import runs now."),
        rows=[
            {"title": str(run), "link": _link("desk:import_run", run.pk), "sub": ago_text(run.created_at)}
            for run in runs[:ROWS]
        ],
    )


def _figures(actor: Actor) -> list[dict[str, str]]:
    """The headline figures of the last three months."""
    month = timezone.localdate().replace(day=1)
    period = Period(add_months(month, -2), add_months(month, 1))
    found = []
    for name in FIGURES:
        filters = {Dimension.STAGE: "decide"} if name == "turnaround" else {}
        measured = measure(actor, name, filters=filters, period=period)
        known = measured.total.n or measured.total.hidden
        found.append(
            {
                "label": _(MEASURES[name].label),
                "value": _("hidden")
                if measured.total.hidden
                else value_text(measured.unit, measured.total.value),
                "note": f"{interval_text(measured.unit, measured.total)} · {count_text(measured.total)}"
                if known
                else _("Nothing counted yet"),
                "link": f"{reverse('desk:insight_measure', args=[name])}?{urlencode({'months': 3})}",
            }
        )
    return found


def _greeting(now: datetime) -> str:
    hour = timezone.localtime(now).hour
    if hour < _MORNING_UNTIL:
        return _("Good morning")
    return _("Good afternoon") if hour < _AFTERNOON_UNTIL else _("Good evening")


def _link(name: str, *arguments: Any) -> str:
    """An address with arguments, or nothing when that room is not built in."""
    from django.urls import NoReverseMatch

    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _filtered(name: str, **query: str) -> str:
    address = address_of(name)
    return f"{address}?{urlencode(query)}" if address else ""
