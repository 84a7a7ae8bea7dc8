"""Which studies are there, and who may look at one?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.field_types import LinkKind, StudyState
from hearten.domains.surveys.models import Invitation, QuotaFill, Study, StudyStratum
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.types import IN_FIELD, InvitationState
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Standing:
    """A study in a list: how many were drawn, how many of them were asked, how many answered."""

    study: Study
    drawn: int
    asked: int
    answered: int


@dataclass(frozen=True)
class Day:
    """How many were asked and how many answered on one day of the house's clock."""

    day: date
    asked: int
    answered: int


@dataclass(frozen=True)
class QuotaStanding:
    """How far a quota of the questionnaire is filled."""

    code: str
    zh: str
    en: str
    taken: int
    limit: int


def list_studies_for(
    actor: Actor, *, survey_code: str = "", states: Collection[StudyState] = ()
) -> QuerySet[Study]:
    """All studies, newest first; of one survey, in some states, where that is asked."""
    actor.require(Permission.SURVEYS_VIEW)
    rows = Study.objects.select_related("survey", "panel").order_by("-created_at", "-id")
    if survey_code:
        rows = rows.filter(survey__code=survey_code)
    return rows.filter(state__in=states) if states else rows


def get_study_for(actor: Actor, study_id: UUID) -> Study:
    """One study. Raises NotFound."""
    actor.require(Permission.SURVEYS_VIEW)
    study = Study.objects.select_related("survey", "panel", "before").filter(pk=study_id).first()
    if study is None:
        raise NotFound(N_("There is no such study."))
    return study


def standings_for(actor: Actor, studies: Sequence[Study]) -> list[Standing]:
    """How far each of `studies` has come, in one statement."""
    actor.require(Permission.SURVEYS_VIEW)
    counted = Invitation.objects.filter(study__in=studies).values("study_id")
    counts = {
        row["study_id"]: row
        for row in counted.annotate(
            drawn=Count("pk"),
            asked=Count("pk", filter=Q(state__in=IN_FIELD)),
            answered=Count("pk", filter=Q(state=InvitationState.ANSWERED)),
        )
    }
    none = {"drawn": 0, "asked": 0, "answered": 0}
    return [
        Standing(
            study=study,
            **{key: counts.get(study.pk, none)[key] for key in ("drawn", "asked", "answered")},
        )
        for study in studies
    ]


def list_strata_for(actor: Actor, study_id: UUID) -> list[StudyStratum]:
    """The strata of a study in their order."""
    actor.require(Permission.SURVEYS_VIEW)
    return list(StudyStratum.objects.filter(study_id=study_id).order_by("place", "code"))


def days_of(actor: Actor, study_id: UUID) -> list[Day]:
    """How many were asked and answered day by day; days on which nothing happened are left out."""
    actor.require(Permission.SURVEYS_VIEW)
    rows = Invitation.objects.filter(study_id=study_id)
    asked = dict(_by_day(rows, "sent_at"))
    answered = dict(_by_day(rows, "answered_at"))
    return [
        Day(day=day, asked=asked.get(day, 0), answered=answered.get(day, 0))
        for day in sorted(asked.keys() | answered.keys())
    ]


def quotas_of(actor: Actor, study: Study) -> list[QuotaStanding]:
    """How far the quotas of a study's questionnaire are filled."""
    actor.require(Permission.SURVEYS_VIEW)
    taken = dict(
        QuotaFill.objects.filter(survey_id=study.survey_id, study=study).values_list("code", "taken")
    )
    return [
        QuotaStanding(
            code=quota.code, zh=quota.name.zh, en=quota.name.en, taken=taken.get(quota.code, 0), limit=quota.limit
        )
        for quota in compile_survey(study.survey.document).quotas
    ]  # fmt: skip


def open_studies(*, now: datetime) -> QuerySet[Study]:
    """Studies that take answers over an open link now."""
    return Study.objects.filter(state=StudyState.FIELDING, link=LinkKind.OPEN, closes_at__gt=now)


def _by_day(rows: QuerySet[Invitation], column: str) -> list[tuple[date, int]]:
    local = TruncDate(column, tzinfo=ZoneInfo(settings.TIME_ZONE))
    dated = rows.filter(**{f"{column}__isnull": False}).annotate(day=local).values_list("day")
    return list(dated.annotate(n=Count("pk")).order_by("day"))
