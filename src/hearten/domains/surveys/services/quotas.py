"""Is there still room in a quota? Counted by the database, so that two answers at once never take one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from hearten.base.rows import update_rows
from hearten.domains.surveys.models import Invitation, QuotaFill
from hearten.domains.surveys.selectors.invitations import survey_of
from hearten.domains.surveys.services.preparing import Prepared
from hearten.domains.surveys.types import ClosedLink, LinkProblem, Survey
from hearten.engines.questionnaire.conditions import with_context
from hearten.engines.questionnaire.showing import quotas_met

_Key = tuple[Any, Any, str]  # survey, study or None, code
_MAKE = """
    INSERT INTO surveys_quotafill (survey_id, study_id, code, taken)
    SELECT *, 0 FROM unnest(%s::bigint[], %s::uuid[], %s::text[])
    ON CONFLICT ON CONSTRAINT one_fill_per_quota DO NOTHING
"""


class QuotaFull(ClosedLink):
    """There are enough answers of this kind."""

    def __init__(self) -> None:
        super().__init__(LinkProblem.FULL)


def take_places(prepared: Sequence[Prepared]) -> set[UUID]:
    """Take a place for each answer in all quotas it counts towards, first come first served. Gives the invitations for which
    one of them is full: they take none. The counters stay locked until the end of the caller's transaction, in one order.
    """
    wanted = {one.invitation.pk: _keys(one) for one in prepared if one.quotas}
    if not wanted:
        return set()
    fills = _locked_fills({key for keys in wanted.values() for key in keys})
    full = set()
    for pk, keys in wanted.items():
        if all(fills[key].taken < limit for key, limit in keys.items()):
            for key in keys:
                fills[key].taken += 1
        else:
            full.add(pk)
    update_rows(list(fills.values()), ["taken"])
    return full


def _keys(one: Prepared) -> dict[_Key, int]:
    """The quotas that an answer counts towards, with their limits."""
    limits = {quota.code: quota.limit for quota in survey_of(one.invitation).quotas}
    own = (one.invitation.survey_id, one.invitation.study_id)
    return {(*own, code): limits[code] for code in one.quotas}


def _locked_fills(keys: set[_Key]) -> dict[_Key, QuotaFill]:
    surveys, studies, codes = zip(*sorted(keys, key=str), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, [list(surveys), list(studies), list(codes)])
    rows = QuotaFill.objects.select_for_update().filter(survey_id__in=surveys, code__in=codes).order_by("pk")
    found = {(row.survey_id, row.study_id, row.code): row for row in rows}
    return {key: found[key] for key in keys}


def is_full(invitation: Invitation, survey: Survey, values: Mapping[str, Any]) -> bool:
    """Whether these answers count towards a quota that has no room any more, so that asking on would be for nothing."""
    met = quotas_met(survey.quotas, with_context(values, invitation.context))
    if not met:
        return False
    limits = {quota.code: quota.limit for quota in survey.quotas}
    own: dict[str, Any] = {"survey_id": invitation.survey_id, "study_id": invitation.study_id}
    fills = QuotaFill.objects.filter(code__in=met, **own)
    return any(fill.taken >= limits[fill.code] for fill in fills)
