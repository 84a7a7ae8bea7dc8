"""Where the hand-work of the demo is done: who works there, what time it is, how a study is planned and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from hearten.base.accounts.selectors import list_staff
from hearten.base.accounts.types import Actor, Role
from hearten.domains.surveys import services
from hearten.domains.surveys.models import Invitation, Study
from hearten.domains.surveys.questionnaire import Survey
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.sample_types import Aim, SamplePlan, Variable
from hearten.domains.surveys.selectors import list_surveys_for, list_versions_for
from hearten.domains.surveys.selectors.invitations import unanswered_of
from hearten.domains.surveys.services.intake import Handed, take_in
from hearten.domains.surveys.services.preparing import HandIn
from hearten.domains.surveys.services.sampling import draw_sample
from hearten.doors.demo.cast import analyst
from hearten.doors.demo.said import said_by, seconds_for
from hearten.kernel.errors import HeartenError

# Why the small studies of the demo have no pilot; it stands in the ledger.
UNTRIED = "题目出自问卷库，此前已用过。"


class TooFew(Exception):
    """The portfolio has not people enough for this."""


@dataclass(frozen=True)
class Office:
    """The analyst who plans, the two who call and key in, the clock, and a stream of chance."""

    analyst: Actor
    service: tuple[Actor, Actor]
    now: datetime
    rng: np.random.Generator

    @classmethod
    def of_today(cls, now: datetime, rng: np.random.Generator) -> Office:
        first, second = (user.actor for user in list_staff(role=Role.SERVICE_AGENT)[:2])
        return cls(analyst(), (first, second), now, rng)

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """An hour of the day `days` before today (negative: ahead), by the clock of the house."""
        zone = ZoneInfo(settings.TIME_ZONE)
        day = self.now.astimezone(zone).date() - timedelta(days=days)
        return datetime.combine(day, time(hour, minute), zone)


def token(name: str) -> str:
    """What marks a thing of the demo, so that it is made once."""
    return f"demo:{name}"


def published(office: Office, code: str, *, at: datetime) -> Survey:
    """A questionnaire of the library, published under its own code if it is not yet."""
    if code not in {survey.code for survey in list_surveys_for(office.analyst)}:
        design = services.begin_from_template(template=code, code=code, by=office.analyst, now=at)
        services.publish_design(design_id=design.pk, revision=design.revision, by=office.analyst, now=at)
    return compile_survey(list_versions_for(office.analyst, code)[0].document)


def plan(office: Office, survey: Survey, name: str, *, at: datetime, **changes: Any) -> Study:
    """A study of the survey, with `changes` as the page of its plan makes them."""
    study = services.make_study(
        name=name, survey_code=survey.code, version=survey.version, by=office.analyst, now=at
    )
    return change(office, study, at=at, **changes)


def change(office: Office, study: Study, *, at: datetime, **changes: Any) -> Study:
    return services.change_study(
        study_id=study.pk, revision=study.revision, changes=changes, by=office.analyst, now=at
    )


def draw(office: Office, study: Study, people: int, *, at: datetime, **only: tuple[str, ...]) -> Study:
    """About `people` drawn by age; `only` limits the frame by variable."""
    wanted = SamplePlan(
        aim=Aim.NUMBER,
        answers=people,
        response_rate=1.0,
        by=(Variable.AGE_BAND,),
        only={Variable(name): labels for name, labels in only.items()},
    )
    return draw_sample(study_id=study.pk, plan=wanted, by=office.analyst, now=at)


def launch(office: Office, study: Study, *, at: datetime) -> list[Invitation]:
    """Into the field, everybody asked at once; those who were."""
    services.launch_study(study_id=study.pk, by=office.analyst, now=at, reason=UNTRIED)
    services.ask_sample(study_id=study.pk, by=office.analyst, now=at)
    return unanswered_of(study.pk)


def answer(
    office: Office,
    survey: Survey,
    rows: Sequence[Invitation],
    *,
    since: datetime,
    until: datetime,
    mood: float,
) -> list[UUID]:
    """Each hands in at a moment of its own between the two; the invitations that were answered."""
    spread = np.sort(office.rng.random(len(rows)))
    handed = []
    for row, share in zip(rows, spread, strict=True):
        values = said_by(float(np.clip(mood + office.rng.normal(0, 0.1), 0, 1)), survey, office.rng)
        how = HandIn(
            now=since + (until - since) * float(share),
            actor="member",
            language="zh-hans",
            seconds=seconds_for(survey, values, office.rng),
            client_token=f"demo:{row.pk}",
        )
        handed.append(Handed(invitation_id=row.pk, answers=values, how=how))
    for outcome in take_in(handed):
        if isinstance(outcome, HeartenError):
            raise outcome
    return [row.pk for row in rows]
