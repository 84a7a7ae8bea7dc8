"""Which cases are there, whose are they, and which are late?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.improvement.models import Case, CaseEntry
from hearten.domains.improvement.types import CaseKind, CaseState
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


@dataclass(frozen=True)
class CaseFilter:
    """What a list of cases is narrowed to; `view` is one of mine, free, overdue, open, closed, all."""

    view: str = "open"
    kind: str = ""
    reason: str = ""
    root_cause: str = ""
    text: str = ""


VIEWS = ("mine", "free", "overdue", "open", "closed", "all")


def list_cases_for(actor: Actor, wanted: CaseFilter, *, now: datetime) -> QuerySet[Case]:
    """Cases as the filter says; what is due first comes first, closed ones newest first."""
    actor.require(Permission.CASES_VIEW)
    rows = Case.objects.select_related("customer", "response").filter(_view(actor, wanted.view, now))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.reason:
        rows = rows.filter(reason=wanted.reason)
    if wanted.root_cause:
        rows = rows.filter(root_cause=wanted.root_cause)
    if text := wanted.text.strip():
        rows = rows.filter(
            Q(number__istartswith=text)
            | Q(customer__name__istartswith=text)
            | Q(customer__number__iexact=text)
        )
    order = ("-closed_at", "-id") if wanted.view in {"closed", "all"} else ("due_at", "id")
    return rows.order_by(*order)


def count_cases_for(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many cases each view of the list holds, counted in one go."""
    actor.require(Permission.CASES_VIEW)
    counts: dict[str, int] = Case.objects.aggregate(
        **{view: Count("pk", filter=_view(actor, view, now)) for view in VIEWS}
    )
    return counts


def get_case_for(actor: Actor, case_id: UUID) -> Case:
    """One case, for who works cases. Else NotFound."""
    case = None
    if actor.can(Permission.CASES_VIEW):
        rows = Case.objects.select_related("customer", "response__invitation", "follow_up")
        case = rows.filter(pk=case_id).first()
    if case is None:
        raise NotFound(N_("There is no such case, or it is not yours to see."))
    return case


def list_entries_for(actor: Actor, case_id: UUID) -> list[CaseEntry]:
    """The story of a case, oldest first."""
    actor.require(Permission.CASES_VIEW)
    return list(CaseEntry.objects.filter(case_id=case_id).order_by("at", "pk"))


def list_own_cases(actor: Actor) -> list[Case]:
    """A member's own cases, newest first."""
    if actor.customer_id is None:
        return []
    return list(Case.objects.filter(customer_id=actor.customer_id).order_by("-opened_at"))


def _view(actor: Actor, view: str, now: datetime) -> Q:
    unfinished = ~Q(state=CaseState.CLOSED)
    match view:
        case "mine":
            return unfinished & Q(owner_id=actor.user_id, owner_id__isnull=False)
        case "free":
            return unfinished & Q(owner_id__isnull=True)
        case "overdue":
            return unfinished & Q(due_at__lt=now)
        case "closed":
            return Q(state=CaseState.CLOSED)
        case "all":
            return Q(kind__in=[kind.value for kind in CaseKind])
    return unfinished


def count_open_cases(customer_id: UUID) -> int:
    """How many cases about a person nobody has closed yet."""
    return Case.objects.filter(customer_id=customer_id).exclude(state=CaseState.CLOSED).count()
