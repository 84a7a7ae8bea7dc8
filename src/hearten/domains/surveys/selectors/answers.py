"""Who answered what? Single answers are for those who may go down to rows."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.models import Response
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


def list_responses_for(actor: Actor, *, survey_code: str | None = None) -> QuerySet[Response]:
    """Answers one by one, newest first."""
    actor.require(Permission.INSIGHT_ROWS)
    rows = Response.objects.select_related("customer").order_by("-submitted_at", "-id")
    return rows.filter(survey_code=survey_code) if survey_code else rows


def get_response_for(actor: Actor, response_id: UUID) -> Response:
    """One answer: for who gave it, who may read rows, and who works cases. Else NotFound."""
    response = Response.objects.filter(pk=response_id).first()
    if response is None or not _may_see(actor, response):
        raise NotFound(N_("There is no such answer, or it is not yours to see."))
    return response


def answers_of(actor: Actor, customer_id: UUID) -> QuerySet[Response]:
    """What one customer answered, newest first: for the customer, and for who works cases. Else NotFound."""
    if not (actor.owns(customer_id) or actor.can(Permission.CASES_VIEW)):
        raise NotFound(N_("There is no such answer, or it is not yours to see."))
    return Response.objects.filter(customer_id=customer_id).order_by("-submitted_at", "-id")


def response_of(response_id: UUID) -> Response:
    """The answer, for services that have checked the right already."""
    response = Response.objects.select_related("invitation").filter(pk=response_id).first()
    if response is None:
        raise NotFound(N_("There is no such answer, or it is not yours to see."))
    return response


def _may_see(actor: Actor, response: Response) -> bool:
    return (
        actor.owns(response.customer_id)
        or actor.can(Permission.INSIGHT_ROWS)
        or actor.can(Permission.CASES_VIEW)
    )
