"""How do our surveys stand: who was asked, who answered, how many of those asked?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.models import Invitation, SurveyVersion
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.types import InvitationState, Survey
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Funnel:
    """How many invitations stand where. Each count includes those that went further."""

    considered: int
    withheld: Mapping[str, int]
    waiting: int
    sent: int
    opened: int
    started: int
    answered: int
    expired: int
    in_field: int

    @property
    def rate(self) -> float | None:
        """Answered of all that were sent and are settled: AAPOR's RR1 without the ones still in the field."""
        return response_rate(answered=self.answered, closed_unanswered=self.expired)


def response_rate(*, answered: int, closed_unanswered: int) -> float | None:
    """Complete answers ÷ (complete answers + eligible people who did not answer in time); None when nobody is settled.

    Everybody invited is a known, eligible customer, so AAPOR's RR1 to RR6 agree; people who may still
    answer are left out until their link closes.
    """
    settled = answered + closed_unanswered
    return answered / settled if settled else None


def funnel_for(actor: Actor, *, survey_code: str, since: datetime | None = None) -> Funnel:
    """The invitations of one survey by how far they came."""
    actor.require(Permission.SURVEYS_VIEW)
    rows = Invitation.objects.filter(survey__code=survey_code)
    return _funnel_of(rows.filter(created_at__gte=since) if since else rows)


def funnel_of_study(actor: Actor, study_id: UUID) -> Funnel:
    """The invitations of one study by how far they came."""
    actor.require(Permission.SURVEYS_VIEW)
    return _funnel_of(Invitation.objects.filter(study_id=study_id))


def _funnel_of(rows: QuerySet[Invitation]) -> Funnel:
    states: dict[str, int] = {}
    withheld: dict[str, int] = {}
    opened_then_expired = 0
    counted = rows.values("state", "withheld").annotate(n=Count("pk"), opened=Count("opened_at"))
    for row in counted:
        states[row["state"]] = states.get(row["state"], 0) + row["n"]
        if row["withheld"]:
            withheld[row["withheld"]] = row["n"]
        if row["state"] == InvitationState.EXPIRED:
            opened_then_expired = row["opened"]
    return _funnel(states, withheld, opened_then_expired)


def _funnel(states: dict[str, int], withheld: dict[str, int], opened_then_expired: int) -> Funnel:
    def count(*wanted: InvitationState) -> int:
        return sum(states.get(state, 0) for state in wanted)

    state = InvitationState
    started = count(state.STARTED, state.ANSWERED)
    return Funnel(
        considered=sum(states.values()),
        withheld=withheld,
        waiting=count(state.WAITING),
        sent=count(state.SENT, state.OPENED, state.STARTED, state.ANSWERED, state.EXPIRED),
        opened=count(state.OPENED) + started + opened_then_expired,
        started=started,
        answered=count(state.ANSWERED),
        expired=count(state.EXPIRED),
        in_field=count(state.SENT, state.OPENED, state.STARTED),
    )


def list_surveys_for(actor: Actor) -> list[Survey]:
    """The newest version of each survey."""
    actor.require(Permission.SURVEYS_VIEW)
    newest = SurveyVersion.objects.order_by("code", "-version").distinct("code")
    return [compile_survey(row.document) for row in newest]


def list_versions_for(actor: Actor, code: str) -> list[SurveyVersion]:
    """All versions of one survey, newest first. Raises NotFound when there is none."""
    actor.require(Permission.SURVEYS_VIEW)
    rows = list(SurveyVersion.objects.filter(code=code).order_by("-version"))
    if not rows:
        raise NotFound(N_("There is no survey called “%(code)s”."), code=code[:40])
    return rows


def low_items(survey: Survey, scores: Mapping[str, int | None]) -> list[str]:
    """Which measures lie at or below the survey's line, in the survey's order."""
    return [
        item.kind.value
        for item in survey.items
        if item.low_at_most is not None
        and (score := scores.get(item.kind.value)) is not None
        and score <= item.low_at_most
    ]
