"""The list of cases, and one case with what led to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.base.touchpoints.selectors import list_touchpoints_for
from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.claims.selectors import get_claim_for
from hearten.domains.improvement import selectors
from hearten.domains.improvement.models import Case
from hearten.domains.improvement.rules import loop_rules
from hearten.domains.improvement.types import (
    CALL_LABELS,
    ENTRY_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    REASON_LABELS,
    STATE_LABELS,
    CallResult,
    CaseKind,
    CaseState,
    EntryKind,
    Outcome,
    Reason,
)
from hearten.doors.desk.improvement.forms import CallForm, CaseFilterForm, CloseForm, NoteForm
from hearten.doors.desk.surveys.words import moment_word
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import NotFound

PAGE_ROWS = 50
JOURNEY_ROWS = 12


@requires(Permission.CASES_VIEW)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases by view (mine, free, overdue …) and filters; what is due first comes first."""
    actor, now = actor_of(request), utc_now()
    form = CaseFilterForm(request.GET)
    wanted = form.filters()
    page = Paginator(selectors.list_cases_for(actor, wanted, now=now), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "rows": [_row(case, now) for case in page],
        "views": _views(actor, wanted.view, now),
        "may_work": actor.can(Permission.CASES_WORK),
    }
    return render(request, "desk/improvement/cases.html", context)


@requires(Permission.CASES_VIEW)
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case."""
    return show_case(request, case_id)


def show_case(request: HttpRequest, case_id: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a case; `forms` are those that came back with something to mend."""
    actor, now = actor_of(request), utc_now()
    found = selectors.get_case_for(actor, case_id)
    seen = {"version": found.version}
    context = {
        "case": found,
        **_row(found, now),
        "outcome": _(OUTCOME_LABELS[Outcome(found.outcome)]) if found.outcome else "",
        "channel": _(CHANNEL_LABELS[Channel(found.channel)]),
        "claim": _claim(actor, found),
        "story": _story(actor, found),
        "journey": _journey(actor, found),
        "before_after": _before_after(found),
        "may_work": actor.can(Permission.CASES_WORK) and found.state != CaseState.CLOSED,
        "mine": found.owner_id == actor.user_id,
        "may_close": found.state == CaseState.WORKING,
        "call_form": CallForm(initial=seen),
        "note_form": NoteForm(initial=seen),
        "close_form": CloseForm(initial=seen),
        **forms,
    }
    return render(request, "desk/improvement/case.html", context, status=status)


def _row(case: Case, now: Any) -> dict[str, Any]:
    cause = loop_rules().cause(case.root_cause)
    return {
        "case": case,
        "kind": _(KIND_LABELS[CaseKind(case.kind)]),
        "reason": _(REASON_LABELS[Reason(case.reason)]),
        "state": _(STATE_LABELS[CaseState(case.state)]),
        "cause": cause.in_language(get_language()) if cause else "",
        "overdue": case.state != CaseState.CLOSED and case.due_at < now,
    }


def _views(actor: Actor, chosen: str, now: Any) -> list[dict[str, Any]]:
    counts = selectors.count_cases_for(actor, now=now)
    words = {
        "mine": _("Mine"),
        "free": _("Nobody's yet"),
        "overdue": _("Late"),
        "open": _("All open"),
        "closed": _("Closed"),
        "all": _("All"),
    }
    return [
        {"word": word, "url": f"?view={view}", "here": view == chosen, "count": counts[view]}
        for view, word in words.items()
    ]


def _claim(actor: Actor, case: Case) -> Any:
    """The claim that it is about, for who may see claims."""
    if case.claim_id is None:
        return None
    try:
        return get_claim_for(actor, case.claim_id)
    except NotFound:
        return None


def _story(actor: Actor, case: Case) -> list[dict[str, Any]]:
    return [
        {
            "title": _(ENTRY_LABELS[EntryKind(entry.kind)]),
            "result": _(CALL_LABELS[CallResult(entry.call_result)]) if entry.call_result else "",
            "who": entry.actor_name or _("The system"),
            "at": entry.at,
            "words": entry.words or "",
        }
        for entry in selectors.list_entries_for(actor, case.pk)
    ]


def _journey(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """What happened with the customer up to now, newest first."""
    if not actor.can(Permission.CUSTOMERS_VIEW):
        return []
    rows = list_touchpoints_for(actor, case.customer_id, limit=JOURNEY_ROWS)
    return [
        {
            "title": moment_word(row.kind),
            "at": row.occurred_at,
            "text": _(CHANNEL_LABELS[Channel(row.channel)]),
            "state": "bad" if row.outcome in {"low", "refused"} else "done",
        }
        for row in rows
    ]


def _before_after(case: Case) -> list[dict[str, Any]]:
    """The scores that opened the case beside those of the follow-up."""
    if case.response is None and case.follow_up is None:
        return []
    words = {"csat": _("Satisfied (1–5)"), "effort": _("Easy (1–7)"), "nps": _("Would recommend (0–10)")}
    rows = [
        {
            "word": word,
            "before": getattr(case.response, name, None),
            "after": getattr(case.follow_up, name, None),
        }
        for name, word in words.items()
    ]
    return [row for row in rows if row["before"] is not None or row["after"] is not None]
