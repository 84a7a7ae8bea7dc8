"""Three large studies of the demo insurer: the relationship, the quality of service, and what members need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from hearten.base.accounts.types import Actor
from hearten.domains.customers.types import Sex
from hearten.domains.surveys.ages import age_band
from hearten.domains.surveys.questionnaire import Survey
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.selectors import list_surveys_for, list_versions_for
from hearten.domains.surveys.services.designing import begin_from_template, publish_design
from hearten.domains.surveys.services.flagging import flag_answers
from hearten.domains.surveys.services.loading import load_responses
from hearten.domains.surveys.services.loading_studies import PastStratum, PastStudy, load_study
from hearten.domains.surveys.types import PastResponse
from hearten.doors.demo.identities import identity, stream
from hearten.doors.demo.life import Life
from hearten.doors.demo.opinions import CLASSES, DRIVERS, PERCEIVED, Opinions, make_opinions
from hearten.doors.demo.people import CHANNELS
from hearten.doors.demo.portfolio import PLANS

ADULT = 18
# Of each band of ages this share is drawn: the old are few, so more of them are asked.
DRAWN = {"18-29": 0.45, "30-39": 0.45, "40-49": 0.5, "50-59": 0.75}
ANSWERS = 0.62
OPENED = 0.2


@dataclass(frozen=True)
class _Round:
    """One study: its questionnaire, its name, how many days ago it began, for how long it runs."""

    code: str
    name: str
    began: int
    days: int


ROUNDS = (
    _Round("relationship", "客户关系年度调查", 96, 28),
    _Round("servqual_health", "服务质量评估", 62, 28),
    _Round("kano_needs", "客户需求研究", 24, 45),
)


def write_studies(life: Life, customers: Sequence[UUID], *, analyst: Actor, now: datetime) -> dict[str, Any]:
    """Ask and answer all three; returns what was put in, for whoever checks the analyses."""
    truth: dict[str, Any] = {
        "drivers_of_recommendation": list(DRIVERS),
        "widest_service_gap_first": list(PERCEIVED),
        "kano_classes": CLASSES,
    }
    for place, one in enumerate(ROUNDS):
        opinions, responses = _ask(life, customers, one, place, analyst, now=now)
        told = {
            str(row.response_id): (kind, careless)
            for row, kind, careless in zip(responses, opinions.kind, opinions.careless, strict=True)
        }
        truth[f"careless_{one.code}"] = sorted(key for key, (_, careless) in told.items() if careless)
        if one.code == "relationship":
            truth["kinds_of_members"] = {key: kind for key, (kind, _) in told.items()}
    return {"studies": truth}


def _ask(
    life: Life, customers: Sequence[UUID], one: _Round, place: int, analyst: Actor, *, now: datetime
) -> tuple[Opinions, list[PastResponse]]:
    rng = stream(life.seed, f"study:{one.code}")
    survey = _published(one.code, analyst, now=now)
    sample, strata = _drawn(life, rng)
    began = now - timedelta(days=one.began)
    ends = began + timedelta(days=one.days)
    study = load_study(
        past=PastStudy(
            name=one.name,
            survey_code=one.code,
            seed=life.seed,
            opened_at=began,
            closes_at=ends,
            closed_at=ends if ends <= now else None,
            channels=("app", "email"),
            strata=strata,
            plan={"asked": {"by": ["age_band"]}, "margins": _margins(life)},
        ),
        by=analyst,
        now=now,
    )
    answering = rng.random(len(sample)) < ANSWERS
    opinions = make_opinions(survey, int(answering.sum()), rng)
    weights = {stratum.code: stratum.population / stratum.drawn for stratum in strata}
    rows, answered, number = [], [], 0
    for i, (person, stratum) in enumerate(sample):
        invited = began + timedelta(hours=1, seconds=int(rng.integers(0, 4 * 3600)))
        late = timedelta(minutes=int(rng.gamma(1.1, 2600)))
        row = PastResponse(
            customer_id=customers[person],
            survey_code=one.code,
            invited_at=invited,
            opened_at=invited + late / 2 if rng.random() < OPENED else None,
            channel=CHANNELS[life.people.channel[person]],
            product_code=_product(life, person),
            study_id=study.pk,
            stratum=stratum,
            base_weight=weights[stratum],
            context={"frame": _known(life, person)},
            invitation_id=identity(life.seed, f"study{place}:invitation", i, int(invited.timestamp())),
        )
        if answering[i]:
            at = min(invited + late, ends, now) - timedelta(minutes=1)
            row = _answered(
                row,
                at,
                opinions,
                number,
                identity(life.seed, f"study{place}:response", i, int(at.timestamp())),
            )
            number += 1
            answered.append(row)
        rows.append(row)
    load_responses(rows=rows, now=now)
    flag_answers(study_id=study.pk, now=now)
    return opinions, answered


def _published(code: str, analyst: Actor, *, now: datetime) -> Survey:
    """The questionnaire from the library; a second portfolio finds it published."""
    if code not in {survey.code for survey in list_surveys_for(analyst)}:
        design = begin_from_template(template=code, code=code, by=analyst, now=now)
        publish_design(design_id=design.pk, revision=design.revision, by=analyst, now=now)
    return compile_survey(list_versions_for(analyst, code)[0].document)


def _answered(row: PastResponse, at: datetime, opinions: Opinions, number: int, key: UUID) -> PastResponse:
    given = opinions.seconds[number]
    return PastResponse(
        **{
            **vars(row),
            "answered_at": at,
            "opened_at": at - timedelta(seconds=sum(given.values())),
            "answers": opinions.answers[number],
            "seconds": given,
            "duration_s": sum(given.values()),
            "response_id": key,
        }
    )


def _drawn(life: Life, rng: np.random.Generator) -> tuple[list[tuple[int, str]], list[PastStratum]]:
    """Who is asked, with the stratum of each; and the strata."""
    bands: dict[str, list[int]] = {}
    for person, birth in enumerate(life.people.birth):
        if life.people.age[person] >= ADULT:
            bands.setdefault(age_band(birth, life.now.date()), []).append(person)
    sample, strata = [], []
    for band in sorted(bands):
        people = bands[band]
        size = max(1, round(len(people) * DRAWN.get(band, 0.5)))
        picked = sorted(rng.choice(len(people), size, replace=False))
        sample += [(people[i], band) for i in picked]
        strata.append(PastStratum(band, {"age_band": band}, len(people), size))
    return sample, strata


def _known(life: Life, person: int) -> dict[str, str]:
    """What was known of a member on the day of the draw, by variable of the sample."""
    return {
        "age_band": age_band(life.people.birth[person], life.now.date()),
        "sex": str(Sex.FEMALE if life.people.female[person] else Sex.MALE),
        "channel": CHANNELS[life.people.channel[person]],
    }


def _margins(life: Life) -> dict[str, dict[str, int]]:
    """How many adults of the portfolio there were, by variable and label."""
    counts: dict[str, Counter[str]] = {}
    for person in range(len(life.people)):
        if life.people.age[person] >= ADULT:
            for name, label in _known(life, person).items():
                counts.setdefault(name, Counter())[label] += 1
    return {name: dict(found) for name, found in counts.items()}


def _product(life: Life, person: int) -> str:
    """The product of the member's first contract."""
    held = np.flatnonzero(life.contracts.person == person)
    return PLANS[life.contracts.plan[held[0]]].code if len(held) else ""
