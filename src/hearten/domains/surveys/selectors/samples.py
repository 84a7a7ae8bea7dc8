"""How does a study's sample stand, and what would another one be counted over?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Max, Q

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.models import Consent
from hearten.domains.surveys.field_types import StudyState
from hearten.domains.surveys.models import Invitation, Study, StudyStratum
from hearten.domains.surveys.sample_types import LeftOut, SamplePlan, Variable
from hearten.domains.surveys.selectors.frame import Stratum, frame_for
from hearten.domains.surveys.types import InvitationState
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

# While somebody moves a slider the people are not counted anew each time.
_COUNTED_FOR_S = 60
_LOOK_BACK = timedelta(days=365)
# Fewer invitations than this say nothing of how many will answer.
_FEWEST = 50
_SETTLED = (InvitationState.ANSWERED, InvitationState.EXPIRED)


@dataclass(frozen=True)
class KeptSample:
    """A study with the sample that was drawn last; `plan` is None before the first draw."""

    study: Study
    strata: tuple[StudyStratum, ...]
    drawn: int
    plan: SamplePlan | None
    may_draw: bool


@dataclass(frozen=True)
class CountedFrame:
    """How many people may be asked by group, and why others may not."""

    strata: tuple[Stratum, ...]
    left_out: Mapping[LeftOut, int]


def sample_for(actor: Actor, *, study_id: UUID) -> KeptSample:
    """The study's sample as it was drawn last. Raises NotFound."""
    actor.require(Permission.SURVEYS_VIEW)
    study = Study.objects.select_related("survey").filter(pk=study_id).first()
    if study is None:
        raise NotFound(N_("There is no such study."))
    strata = tuple(StudyStratum.objects.filter(study=study).order_by("place"))
    asked = study.plan.get("asked")
    planned = study.state in {StudyState.DRAFT, StudyState.SAMPLED}
    return KeptSample(
        study=study,
        strata=strata,
        drawn=sum(one.drawn for one in strata),
        plan=SamplePlan.of_document(asked) if asked else None,
        may_draw=planned and not study.panel_id and actor.can(Permission.SURVEYS_FIELD),
    )


def counted_frame(actor: Actor, *, plan: SamplePlan, at: datetime) -> CountedFrame:
    """The frame's groups with their people, as of the last minute; a draw counts anew."""
    actor.require(Permission.SURVEYS_FIELD)
    asked = plan.as_document()
    consents = Consent.objects.aggregate(newest=Max("pk"))["newest"]
    parts = json.dumps([consents, asked["only"], asked["by"]])
    key = f"surveys.frame:{hashlib.sha256(parts.encode()).hexdigest()}"
    found: CountedFrame | None = cache.get(key)
    if found is None:
        frame = frame_for(actor, only=plan.only, at=at, health=Variable.HEALTH in plan.by)
        found = CountedFrame(tuple(frame.strata(plan.by)[1]), frame.left_out)
        cache.set(key, found, _COUNTED_FOR_S)
    return found


def usual_response_rate(actor: Actor, *, now: datetime) -> float | None:
    """Which share of those asked has answered in a year; None while that is not known."""
    actor.require(Permission.SURVEYS_VIEW)
    rows = Invitation.objects.filter(state__in=_SETTLED, sent_at__gt=now - _LOOK_BACK)
    found = rows.aggregate(n=Count("pk"), answered=Count("pk", filter=Q(state=InvitationState.ANSWERED)))
    if found["n"] < _FEWEST or not found["answered"]:
        return None
    return float(found["answered"] / found["n"])
