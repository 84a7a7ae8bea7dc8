"""How do doubtful answers get their flags, and how does a person judge them? Nothing is ever dropped (X4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.domains.surveys.models import Response, ResponseFlag
from hearten.domains.surveys.selectors.careless import answers_to_check
from hearten.domains.surveys.selectors.columns import response_columns_for
from hearten.domains.surveys.types import FLAG_JUDGED, Judgement
from hearten.engines.answer_quality.check import check_answers
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

_CHECKER = Actor.system("surveys.answer_quality")
# The median of two people is nobody's usual speed.
_LEAST = 10
_BATCH = 2000
_LATELY = timedelta(days=2)
MOST_JUDGED = 500


@transaction.atomic
def flag_answers(
    *,
    now: datetime,
    study_id: UUID | None = None,
    survey_code: str | None = None,
    since: datetime | None = None,
) -> int:
    """Check all answers of a study (or those to a survey outside of studies, since a day) against each other.

    Returns how many flags are new.

    Run again as answers come in: a flag that no longer holds goes, one that a person judged stays as it is judged.
    """
    columns = response_columns_for(_CHECKER, study_id=study_id, survey_code=survey_code, since=since)
    rows = Response.objects.filter(study=study_id)
    if study_id is None:
        # Answers of a study are judged among themselves; judged twice, each check would take back what the other found.
        columns = columns.where(columns.groups["study"] == "")
        rows = Response.objects.filter(study=None, survey_code=survey_code or "")
        rows = rows.filter(submitted_at__gte=since) if since else rows
    if len(columns) < _LEAST:
        return 0
    found: dict[tuple[UUID, str], tuple[float, dict[str, Any]]] = {}
    for kind in check_answers(answers_to_check(columns, rows)):
        for place, strength, facts in kind.reasons():
            key = (columns.ids[place], str(kind.kind))
            # Two batteries may both be straight-lined: the clearer one is told.
            if key not in found or strength > found[key][0]:
                found[key] = (strength, facts)
    return _store(rows, found, now)


def flag_lately_answered(*, now: datetime) -> int:
    """Check every study, and every survey asked by triggers, that had answers in the last days."""
    lately = Response.objects.filter(submitted_at__gte=now - _LATELY).order_by()
    studies = lately.filter(study__isnull=False).values_list("study_id", flat=True).distinct()
    codes = lately.filter(study__isnull=True).values_list("survey_code", flat=True).distinct()
    made = sum(flag_answers(study_id=study_id, now=now) for study_id in studies)
    return made + sum(
        flag_answers(survey_code=code, since=now - timedelta(days=90), now=now) for code in codes
    )


@transaction.atomic
def judge_flags(
    *, flag_ids: Sequence[int], judgement: Judgement | None, by: Actor, now: datetime
) -> list[ResponseFlag]:
    """A person keeps answers in spite of their flag, sets them aside, or takes that back (None). Raises NotFound, Invalid."""
    by.require(Permission.SURVEYS_FIELD)
    by.require(Permission.INSIGHT_ROWS)
    if not 0 < len(flag_ids) <= MOST_JUDGED:
        raise Invalid(N_("Choose from one to %(most)s answers."), field="flags", most=MOST_JUDGED)
    flags = list(ResponseFlag.objects.select_for_update().filter(pk__in=flag_ids).order_by("pk"))
    if len(flags) < len(set(flag_ids)):
        raise NotFound(N_("There is no such flag any more. Look at the list again."))
    for flag in flags:
        flag.judged = judgement or ""
        flag.judged_at, flag.judged_by = (now, by.label) if judgement else (None, "")
        append(
            FLAG_JUDGED,
            subject_id=flag.response_id,
            actor=by,
            now=now,
            about=flag.kind,
            facts={"judged": str(judgement or "")},
        )
    ResponseFlag.objects.bulk_update(flags, ["judged", "judged_at", "judged_by"])
    return flags


def _store(rows: Any, found: dict[tuple[UUID, str], tuple[float, dict[str, Any]]], now: datetime) -> int:
    there = {
        (flag.response_id, flag.kind): flag
        for flag in ResponseFlag.objects.select_for_update().filter(response__in=rows)
    }
    gone = [flag.pk for key, flag in there.items() if key not in found and not flag.judged]
    ResponseFlag.objects.filter(pk__in=gone).delete()
    new = [
        ResponseFlag(
            response_id=response_id, kind=kind, facts={**facts, "strength": round(strength, 3)}, made_at=now
        )
        for (response_id, kind), (strength, facts) in found.items()
        if (response_id, kind) not in there
    ]
    ResponseFlag.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
    return len(new)
