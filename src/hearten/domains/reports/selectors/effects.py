"""Did what was done change the figure it was meant to change?"""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from hearten.base.accounts.types import Actor
from hearten.domains.insight.selectors.studies.comparisons import change_since
from hearten.domains.insight.selectors.studies.frame import study_frame
from hearten.domains.insight.study_types import Change, Question
from hearten.domains.reports.models import Action
from hearten.kernel.errors import Invalid, NotFound


def effect_of(actor: Actor, action: Action) -> Change | None:
    """The same figure over all answers to the survey before and from the day it began; None while it can't be said.

    People before and after are not the same and nothing is held back for comparison: a change seen here is not proof
    that the action made it.
    """
    if not action.figure or action.began_on is None:
        return None
    began = datetime.combine(action.began_on, time.min, ZoneInfo(settings.TIME_ZONE))
    try:
        frame = study_frame(actor, Question(survey_code=action.survey_code))
        day = np.datetime64(began.astimezone(ZoneInfo("UTC")).replace(tzinfo=None), "s")
        return change_since(frame, action.figure, day)
    except (Invalid, NotFound):
        return None
