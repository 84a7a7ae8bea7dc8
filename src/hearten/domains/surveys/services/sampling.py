"""How large is a study's sample, how is it shared among groups, and who is drawn?

`plan_sample` tells the numbers before anything is kept; `draw_sample` draws. The same frame, plan and seed draw the same people.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.field_types import StudyState
from hearten.domains.surveys.models import Study
from hearten.domains.surveys.sample_types import FRAME, Aim, Allocation, LeftOut, SamplePlan, Variable
from hearten.domains.surveys.selectors.frame import Frame, Stratum, frame_for, spread_of
from hearten.domains.surveys.services.studies import Drawn, StratumPlan, keep_sample, locked_study
from hearten.engines.sampling import allocation, drawing, sizes
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_


@dataclass(frozen=True)
class PlannedStratum:
    """One group: its people, invitations and the answers hoped for; the weight of an answer; the margin within the group."""

    code: str
    values: Mapping[Variable, str]
    people: int
    invitations: int
    answers: float
    weight: float
    margin: float


@dataclass(frozen=True)
class Preview:
    """A sample before it is drawn. `margin` is that of a share of everybody, with the loss by unequal weights (`deff`).

    `wanted` invitations would be needed; `enough` is False when the frame has fewer people.
    """

    people: int
    left_out: Mapping[LeftOut, int]
    wanted: int
    invitations: int
    answers: float
    margin: float
    deff: float
    strata: tuple[PlannedStratum, ...]

    @property
    def enough(self) -> bool:
        return self.invitations >= self.wanted


def plan_sample(actor: Actor, *, plan: SamplePlan, now: datetime) -> Preview:
    """What `plan` comes to with today's customers. Raises Invalid, naming what can't be taken."""
    frame = frame_for(actor, only=plan.only, at=now, health=Variable.HEALTH in plan.by)
    _, strata = frame.strata(plan.by)
    return preview_of(plan, strata, frame.left_out, now=now)


def preview_of(
    plan: SamplePlan, strata: Sequence[Stratum], left_out: Mapping[LeftOut, int], *, now: datetime
) -> Preview:
    """As `plan_sample`, for groups that are counted already."""
    people = np.array([stratum.people for stratum in strata], dtype=np.int64)
    if not people.sum():
        raise Invalid(
            N_("Nobody may be asked."), field="only", hint=N_("Widen who may be asked, or wait for consents.")
        )
    wanted, counts = _invitations(plan, strata, people, now)
    planned = tuple(
        _planned(plan, stratum, int(count)) for stratum, count in zip(strata, counts, strict=True)
    )
    answers = sum(one.answers for one in planned)
    deff = _deff(planned)
    margin = sizes.margin_of_share(
        answers=answers,
        confidence=plan.confidence,
        population=int(people.sum()),
        design_effect=plan.design_effect * deff,
    )
    return Preview(
        people=int(people.sum()),
        left_out=dict(left_out),
        wanted=wanted,
        invitations=int(counts.sum()),
        answers=answers,
        margin=margin,
        deff=deff,
        strata=planned,
    )


@transaction.atomic
def draw_sample(
    *, study_id: UUID, plan: SamplePlan, by: Actor, now: datetime, seed: int | None = None
) -> Study:
    """Draw the sample of a study that is not launched, in place of an earlier draw; they are asked when it is launched.

    The same plan and seed again change nothing. Raises Conflict when the study runs or asks a panel, Invalid for a plan that
    can't be drawn.
    """
    by.require(Permission.SURVEYS_FIELD)
    study = locked_study(study_id)
    _check_drawable(study)
    number = seed_of(study) if seed is None else seed
    asked = plan.as_document()
    if study.state == StudyState.SAMPLED and study.seed == number and study.plan.get("asked") == asked:
        return study
    at = max(now, study.opens_at or now)
    frame = frame_for(by, only=plan.only, at=at, health=Variable.HEALTH in plan.by)
    codes, strata = frame.strata(plan.by)
    preview = preview_of(plan, strata, frame.left_out, now=now)
    kept_as = _codes_kept(preview.strata)
    return keep_sample(
        study_id=study_id,
        rows=_drawn(frame, codes, preview, kept_as, number),
        strata=[
            StratumPlan(
                code=kept_as[one.code],
                population=one.people,
                planned=one.invitations,
                values={str(name): label for name, label in one.values.items()},
            )
            for one in preview.strata
        ],
        seed=number,
        frame={"only": asked["only"], "people": preview.people, "left_out": dict(preview.left_out)},
        plan={"asked": asked, "wanted": preview.wanted, "margins": frame.margins()},
        by=by,
        now=now,
    )


def seed_of(study: Study) -> int:
    """The seed of a study's first draw: its own, so that nobody can try seeds until a draw pleases without it being seen."""
    if study.seed:
        return study.seed
    return int.from_bytes(hashlib.blake2b(study.pk.bytes, digest_size=6).digest(), "big")


def _check_drawable(study: Study) -> None:
    if study.state not in {StudyState.DRAFT, StudyState.SAMPLED}:
        raise Conflict(N_("This study runs already; its sample stays as it is."))
    if study.panel_id:
        raise Conflict(
            N_("This study asks its panel; nobody is drawn."),
            hint=N_("Change the members of the panel instead."),
        )


def _drawn(
    frame: Frame, codes: NDArray[np.int64], preview: Preview, kept_as: Mapping[str, str], seed: int
) -> list[Drawn]:
    ids = np.frombuffer(b"".join(one.bytes for one in frame.ids), dtype=">u8").reshape(-1, 2)
    counts = [one.invitations for one in preview.strata]
    taken = drawing.stratified(ids.astype(np.uint64), codes, counts, seed=seed)
    shown: dict[Variable, Any] = {v: column for v, column in frame.labels.items() if v is not Variable.HEALTH}
    return [
        Drawn(
            customer_id=frame.ids[row],
            stratum=kept_as[preview.strata[codes[row]].code],
            base_weight=float(weight),
            context=_context(shown, int(row)),
        )
        for row, weight in zip(taken.rows, taken.weights, strict=True)
    ]


def _codes_kept(strata: Iterable[PlannedStratum]) -> dict[str, str]:
    """The code by which each group is kept with a person's invitation and answer.

    A group of health is a number there; what it stands for is written with the study only, among the group's values.
    """
    rows = list(strata)
    known = sorted({one.values[Variable.HEALTH] for one in rows if Variable.HEALTH in one.values})
    numbers = {label: f"h{place}" for place, label in enumerate(known, start=1)}
    return {
        one.code: "/".join(
            numbers[label] if variable is Variable.HEALTH else label for variable, label in one.values.items()
        )
        if numbers
        else one.code
        for one in rows
    }


def _context(labels: Mapping[Variable, Any], row: int) -> dict[str, Any]:
    known = {str(variable): str(column[row]) for variable, column in labels.items()}
    return {"product_code": known[Variable.PRODUCT], FRAME: known}


def _invitations(
    plan: SamplePlan, strata: Sequence[Stratum], people: NDArray[np.int64], now: datetime
) -> tuple[int, NDArray[np.int64]]:
    """How many invitations are needed, and how many go to each group."""
    if plan.aim in {Aim.EACH, Aim.DIFFERENCE}:
        each = [_within(plan, int(count)) for count in people]
        return sum(each), np.minimum(each, people)
    wanted = _size(plan, int(people.sum())).invitations
    total = min(wanted, int(people.sum()))
    least = math.ceil(plan.least / plan.response_rate)
    parts = _parts(plan, strata, people, total, now)
    return wanted, allocation.whole(parts, people, total, least=least)


def _size(plan: SamplePlan, population: int) -> sizes.Size:
    common: dict[str, Any] = {
        "confidence": plan.confidence,
        "population": population,
        "design_effect": plan.design_effect,
        "response_rate": plan.response_rate,
    }
    if plan.aim is Aim.MEAN:
        return sizes.for_mean(margin=plan.margin_of_mean, deviation=plan.deviation, **common)
    if plan.aim is Aim.NUMBER:
        return sizes.for_answers(plan.answers, population=population, response_rate=plan.response_rate)
    return sizes.for_share(margin=plan.margin, share=plan.share, **common)


def _within(plan: SamplePlan, people: int) -> int:
    """Invitations that one group needs by itself."""
    if plan.aim is Aim.EACH:
        return _size(plan, people).invitations
    answers = sizes.for_two_shares(
        plan.share, plan.second_share, power=plan.power, confidence=plan.confidence
    )
    wanted = math.ceil(answers * plan.design_effect)
    return sizes.for_answers(wanted, response_rate=plan.response_rate).invitations


def _parts(
    plan: SamplePlan, strata: Sequence[Stratum], people: NDArray[np.int64], total: int, now: datetime
) -> NDArray[np.float64]:
    if plan.allocation is Allocation.EQUAL:
        return allocation.equal(people, total)
    if plan.allocation is Allocation.POWER:
        return allocation.power(people, total, exponent=plan.exponent)
    if plan.allocation is Allocation.NEYMAN:
        known, of_all = spread_of(plan.measure, plan.by, at=now)
        if not of_all:
            raise Invalid(
                N_("There are no answers yet that tell where people differ more."),
                field="allocation",
                hint=N_("Share proportionally this time."),
            )
        return allocation.neyman(people, [known.get(one.code, of_all) for one in strata], total)
    return allocation.proportional(people, total)


def _planned(plan: SamplePlan, stratum: Stratum, invitations: int) -> PlannedStratum:
    answers = invitations * plan.response_rate
    margin = (
        sizes.margin_of_share(
            answers=answers,
            confidence=plan.confidence,
            population=stratum.people,
            design_effect=plan.design_effect,
        )
        if answers
        else math.nan
    )
    weight = stratum.people / invitations if invitations else math.nan
    return PlannedStratum(
        stratum.code, stratum.values, stratum.people, invitations, answers, weight, min(margin, 1.0)
    )


def _deff(planned: Sequence[PlannedStratum]) -> float:
    """Kish's loss by unequal weights; a group that nobody is drawn from is not spoken for, and not counted."""
    drawn = [one for one in planned if one.invitations]
    n = sum(one.invitations for one in drawn)
    total = sum(one.invitations * one.weight for one in drawn)
    return n * sum(one.invitations * one.weight**2 for one in drawn) / total**2
