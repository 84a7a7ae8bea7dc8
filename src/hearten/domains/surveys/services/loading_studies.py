"""How does a study of the past come in, that was planned and asked elsewhere?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.domains.surveys.field_types import StudyState
from hearten.domains.surveys.models import Study, StudyStratum
from hearten.domains.surveys.services.documents import ensure_version


@dataclass(frozen=True)
class PastStratum:
    """One group of its sample: how many there were, how many were drawn of them."""

    code: str
    values: Mapping[str, str]
    population: int
    drawn: int


@dataclass(frozen=True, kw_only=True)
class PastStudy:
    """A study as it was; `closed_at` None: it still runs until `closes_at`."""

    name: str
    survey_code: str
    seed: int
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
    channels: Sequence[str] = ("app",)
    strata: Sequence[PastStratum] = ()
    frame: Mapping[str, object] = field(default_factory=dict)
    plan: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def load_study(*, past: PastStudy, by: Actor, now: datetime) -> Study:
    """Take it in with its strata; its invitations and answers come by `load_responses`."""
    study = Study.objects.create(
        name=past.name,
        survey=ensure_version(past.survey_code, now=now),
        state=StudyState.FIELDING if past.closed_at is None else StudyState.CLOSED,
        frame=dict(past.frame),
        plan=dict(past.plan),
        seed=past.seed,
        channels=list(past.channels),
        opens_at=past.opened_at,
        closes_at=past.closes_at,
        created_at=past.opened_at,
        created_by=by.label,
        sampled_at=past.opened_at,
        launched_at=past.opened_at,
        launched_by=by.label,
        closed_at=past.closed_at,
        closed_by=by.label if past.closed_at else "",
    )
    StudyStratum.objects.bulk_create(
        StudyStratum(
            study=study,
            code=stratum.code,
            values=dict(stratum.values),
            place=place,
            population=stratum.population,
            planned=stratum.drawn,
            drawn=stratum.drawn,
            base_weight=stratum.population / stratum.drawn if stratum.drawn else 1.0,
        )
        for place, stratum in enumerate(past.strata)
    )
    return study
