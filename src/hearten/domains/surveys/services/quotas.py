"""Is there still room in a quota? Counted by the database, so that two answers at once never take one place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from hearten.domains.surveys.models import Invitation, QuotaFill
from hearten.domains.surveys.types import ClosedLink, LinkProblem, Survey
from hearten.engines.questionnaire.conditions import with_context
from hearten.engines.questionnaire.showing import quotas_met

# Makes the counter or raises it by one, as long as it is below the limit; no row comes back when it is full.
_TAKE = """
    INSERT INTO surveys_quotafill (survey_id, study_id, code, taken) VALUES (%s, %s, %s, 1)
    ON CONFLICT ON CONSTRAINT one_fill_per_quota
    DO UPDATE SET taken = surveys_quotafill.taken + 1 WHERE surveys_quotafill.taken < %s
    RETURNING taken
"""


class QuotaFull(ClosedLink):
    """There are enough answers of this kind."""

    def __init__(self) -> None:
        super().__init__(LinkProblem.FULL)


def take_quotas(invitation: Invitation, survey: Survey, codes: Collection[str]) -> None:
    """Take a place in each of these quotas, in order of their codes. Raises QuotaFull; the caller's transaction is then undone."""
    limits = {quota.code: quota.limit for quota in survey.quotas}
    with connection.cursor() as cursor:
        for code in sorted(codes):
            cursor.execute(_TAKE, [invitation.survey_id, invitation.study_id, code, limits[code]])
            if cursor.fetchone() is None:
                raise QuotaFull


def is_full(invitation: Invitation, survey: Survey, values: Mapping[str, Any]) -> bool:
    """Whether these answers count towards a quota that has no room any more, so that asking on would be for nothing."""
    met = quotas_met(survey.quotas, with_context(values, invitation.context))
    if not met:
        return False
    limits = {quota.code: quota.limit for quota in survey.quotas}
    own: dict[str, Any] = {"survey_id": invitation.survey_id, "study_id": invitation.study_id}
    fills = QuotaFill.objects.filter(code__in=met, **own)
    return any(fill.taken >= limits[fill.code] for fill in fills)
