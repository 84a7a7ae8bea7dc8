"""Did what was done change the figure it was meant to change?"""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from hearten.base.accounts.types import Actor
from hearten.domains.insight.selectors.studies.comparisons import change_since
from hearten.domains.insight.selectors.studies.frame import study_frame
from hearten.domains.insight.study_types import Change, Question
from hearten.domains.reports.models import Action
from hearten.domains.reports.types import Document
from hearten.engines.psychometrics.descriptives import Difference, Estimate
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


def actions_document(actor: Actor, report_id: UUID) -> list[Document]:
    """What is done about a report's findings, with what it changed so far, as it is frozen with a run."""
    rows = Action.objects.filter(run__report_id=report_id).order_by("due_on", "planned_at")
    return [_document(one, effect_of(actor, one)) for one in rows]


def _document(action: Action, change: Change | None) -> Document:
    plain = {
        name: getattr(action, name)
        for name in ("kind", "reference", "title", "owner", "state", "result", "figure", "finding", "version")
    }
    days = {
        name: day.isoformat() if (day := getattr(action, name)) else "" for name in ("due_on", "began_on")
    }
    effect = change and {
        "before": _figure(change.before),
        "after": _figure(change.after),
        "difference": _figure(change.difference),
    }
    return {"id": str(action.pk), **plain, **days, "effect": effect}


def _figure(figure: Estimate | Difference) -> Document:
    return {"value": figure.value, "low": figure.low, "high": figure.high, "n": getattr(figure, "n", None)}
