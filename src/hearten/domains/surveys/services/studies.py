"""How is a study planned: what is asked, who is drawn, over which channels, from when to when?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.rows import insert_rows
from hearten.domains.surveys.field_types import (
    CHANNELS,
    STUDY_CHANGED,
    STUDY_MADE,
    STUDY_SAMPLED,
    LinkKind,
    Stage,
    StudyState,
)
from hearten.domains.surveys.models import Invitation, Panel, Study, StudyStratum, SurveyVersion
from hearten.domains.surveys.types import InvitationState
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.ids import new_id
from hearten.kernel.text import N_

LONGEST_OWN_TEXT = 300
MOST_REMINDERS = 3
LATEST_REMINDER_DAYS = 60
LONGEST_NAME = 120
_PLANNED = (StudyState.DRAFT, StudyState.SAMPLED)
_CHANGEABLE = frozenset(
    {"name", "channels", "texts", "reminders", "incentive", "link", "opens_at", "closes_at", "thank", "most_answers"}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Somebody who was drawn: from which stratum, and with which weight (one over the chance of being drawn)."""

    customer_id: UUID
    stratum: str = ""
    base_weight: float = 1.0
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StratumPlan:
    """A stratum of the sample: how many there are, how many were to be drawn, how many answers are enough (None: no limit)."""

    code: str
    population: int
    planned: int
    values: Mapping[str, Any] = field(default_factory=dict)
    quota: int | None = None


@transaction.atomic
def make_study(
    *,
    name: str,
    survey_code: str,
    version: int,
    by: Actor,
    now: datetime,
    stage: Stage = Stage.MAIN,
    panel_id: UUID | None = None,
    wave: int = 1,
    before_id: UUID | None = None,
) -> Study:
    """Plan a new study of one version of a survey. Raises Invalid for a name that is empty, NotFound for an unknown survey."""
    by.require(Permission.SURVEYS_FIELD)
    found = SurveyVersion.objects.filter(code=survey_code, version=version).first()
    if found is None or (panel_id and not Panel.objects.filter(pk=panel_id).exists()):
        raise NotFound(N_("There is no survey called “%(code)s”."), code=survey_code[:40])
    study = Study.objects.create(
        name=_name(name),
        survey=found,
        stage=stage,
        panel_id=panel_id,
        wave=wave,
        before_id=before_id,
        channels=["app", "email"],
        created_at=now,
        created_by=by.label,
    )
    note(STUDY_MADE, study, by=by, now=now, facts={"survey": found.code, "version": found.version})
    return study


@transaction.atomic
def change_study(
    *, study_id: UUID, revision: int, changes: Mapping[str, Any], by: Actor, now: datetime
) -> Study:
    """Change how a study that is not launched yet is to go.

    Raises Conflict when somebody else changed it meanwhile or it runs already, Invalid saying which field can't be taken.
    """
    by.require(Permission.SURVEYS_FIELD)
    study = locked_study(study_id)
    if study.state not in _PLANNED:
        raise Conflict(N_("This study runs already; it can be paused, made longer or closed, not changed."))
    if study.revision != revision:
        raise Conflict(N_("Somebody else has changed this study. Please look at it again."))
    unknown = set(changes) - _CHANGEABLE
    if unknown:
        raise Invalid(N_("This can't be changed."), field=min(unknown))
    for key, value in changes.items():
        setattr(study, key, _CLEAN.get(key, _as_it_is)(value))
    _check_dates(study)
    study.revision += 1
    study.save()
    note(STUDY_CHANGED, study, by=by, now=now, facts={"changed": ", ".join(sorted(changes))})
    return study


@transaction.atomic
def keep_sample(
    *,
    study_id: UUID,
    rows: Sequence[Drawn],
    strata: Sequence[StratumPlan],
    seed: int,
    by: Actor,
    now: datetime,
    frame: Mapping[str, Any] | None = None,
    plan: Mapping[str, Any] | None = None,
) -> Study:
    """Put down who was drawn, in place of an earlier draw. They are asked when the study is launched.

    Raises Conflict when the study runs already, Invalid when somebody was drawn twice or from no stratum of `strata`.
    """
    by.require(Permission.SURVEYS_FIELD)
    study = locked_study(study_id)
    if study.state not in _PLANNED:
        raise Conflict(N_("This study runs already; its sample stays as it is."))
    _check_drawn(rows, strata)
    Invitation.objects.filter(study=study, state=InvitationState.DRAWN).delete()
    StudyStratum.objects.filter(study=study).delete()
    insert_rows([_invitation(study, row, now) for row in rows])
    _keep_strata(study, rows, strata)
    study.state, study.sampled_at, study.seed = StudyState.SAMPLED, now, seed
    study.frame = dict(frame) if frame is not None else study.frame
    study.plan = dict(plan) if plan is not None else study.plan
    study.revision += 1
    study.save()
    note(STUDY_SAMPLED, study, by=by, now=now, facts={"drawn": len(rows), "seed": str(seed)})
    return study


@transaction.atomic
def set_quota(*, study_id: UUID, stratum: str, quota: int | None, by: Actor, now: datetime) -> StudyStratum:
    """How many answers of a stratum are enough; None takes the limit away. May be changed while the study runs."""
    by.require(Permission.SURVEYS_FIELD)
    study = locked_study(study_id)
    if quota is not None and quota < 1:
        raise Invalid(N_("Please choose a number from 1 up, or leave it empty."), field="quota")
    row = StudyStratum.objects.filter(study=study, code=stratum).first()
    if row is None:
        raise NotFound(N_("This study has no such group."))
    row.quota = quota
    row.save(update_fields=["quota"])
    note(STUDY_CHANGED, study, by=by, now=now, facts={"stratum": stratum, "quota": quota or 0})
    return row


def locked_study(study_id: UUID) -> Study:
    """The study, held until the end of the transaction. Raises NotFound."""
    study = Study.objects.select_for_update(no_key=True).filter(pk=study_id).first()
    if study is None:
        raise NotFound(N_("There is no such study."))
    return study


def note(kind: str, study: Study, *, by: Actor, now: datetime, facts: dict[str, Any] | None = None) -> None:
    """Write into the ledger what was done with a study."""
    append(kind, subject_id=study.pk, actor=by, now=now, about=study.name[:60], facts=facts or {})


def _check_drawn(rows: Sequence[Drawn], strata: Sequence[StratumPlan]) -> None:
    if not rows:
        raise Invalid(
            N_("Nobody was drawn."), field="sample", hint=N_("Widen who may be asked, or the size.")
        )
    codes = {stratum.code for stratum in strata}
    if len({row.customer_id for row in rows}) < len(rows) or not {row.stratum for row in rows} <= codes:
        raise Invalid(N_("Somebody was drawn twice, or from a group that is not there."), field="sample")


def _invitation(study: Study, row: Drawn, now: datetime) -> Invitation:
    return Invitation(
        id=new_id(),
        customer_id=row.customer_id,
        survey_id=study.survey_id,
        study=study,
        stratum=row.stratum,
        base_weight=row.base_weight,
        dedupe_key=f"study:{study.pk}:{row.customer_id}",
        state=InvitationState.DRAWN,
        channel="app",
        context=dict(row.context),
        created_at=now,
        due_at=now,
    )


def _keep_strata(study: Study, rows: Sequence[Drawn], strata: Sequence[StratumPlan]) -> None:
    weights: dict[str, list[float]] = {stratum.code: [] for stratum in strata}
    for row in rows:
        weights[row.stratum].append(row.base_weight)
    StudyStratum.objects.bulk_create(
        StudyStratum(
            study=study,
            code=stratum.code,
            values=dict(stratum.values),
            place=place,
            population=stratum.population,
            planned=stratum.planned,
            drawn=len(weights[stratum.code]),
            base_weight=sum(weights[stratum.code]) / len(weights[stratum.code])
            if weights[stratum.code]
            else 1.0,
            quota=stratum.quota,
        )
        for place, stratum in enumerate(strata)
    )


def _check_dates(study: Study) -> None:
    if study.opens_at and study.closes_at and study.closes_at <= study.opens_at:
        raise Invalid(N_("A study closes after it opens."), field="closes_at")


def _name(text: str) -> str:
    name = " ".join(str(text).split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(N_("Please give a name of 1 to %(most)s characters."), field="name", most=LONGEST_NAME)
    return name


def _channels(value: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(value))
    if not chosen or not set(chosen) <= set(CHANNELS):
        raise Invalid(N_("Please choose at least one channel."), field="channels")
    return chosen


def _reminders(value: Sequence[int]) -> list[int]:
    days = sorted(set(value))
    if len(days) > MOST_REMINDERS or any(not 1 <= day <= LATEST_REMINDER_DAYS for day in days):
        raise Invalid(
            N_("At most %(most)s reminders, each 1 to %(days)s days after the invitation."),
            field="reminders",
            most=MOST_REMINDERS,
            days=LATEST_REMINDER_DAYS,
        )
    return days


def _texts(value: Mapping[str, str]) -> dict[str, str]:
    texts = {language: " ".join(str(value.get(language, "")).split()) for language in ("zh", "en")}
    if any(len(text) > LONGEST_OWN_TEXT for text in texts.values()):
        raise Invalid(
            N_("A sentence of your own has at most %(most)s characters."),
            field="texts",
            most=LONGEST_OWN_TEXT,
        )
    return texts


def _link(value: str) -> LinkKind:
    if value not in set(LinkKind):
        raise Invalid(N_("Please choose how people get to the survey."), field="link")
    return LinkKind(value)


def _most(value: int | None) -> int | None:
    if value is not None and value < 1:
        raise Invalid(N_("Please choose a number from 1 up, or leave it empty."), field="most_answers")
    return value


def _as_it_is(value: Any) -> Any:
    return value


_CLEAN: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "channels": _channels,
    "reminders": _reminders,
    "texts": _texts,
    "link": _link,
    "most_answers": _most,
}
