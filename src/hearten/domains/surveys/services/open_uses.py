"""How often is an open link begun from one place? Enough for a waiting room, not enough for a script."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from hearten.base.vault.keyring import keyed_digest
from hearten.domains.surveys.models import Invitation, OpenLinkUse, Study
from hearten.domains.surveys.types import InvitationState
from hearten.kernel.errors import Unavailable
from hearten.kernel.text import N_

# A waiting room shares one address; a script that fills in forms needs more.
MOST_AN_HOUR = 60


def count_open_use(study: Study, address: str, *, now: datetime) -> None:
    """One more from this address within this hour; one statement, so that many at once all count. Raises Unavailable when
    there are too many. The address is kept as a keyed digest only, another one each day.
    """
    source = keyed_digest(f"surveys.address:{now:%Y-%m-%d}", study.pk.bytes + address[:200].encode())[:16]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO surveys_openlinkuse (study_id, source, hour, begun) "
            "VALUES (%s, %s, date_trunc('hour', %s::timestamptz), 1) "
            "ON CONFLICT (study_id, source, hour) DO UPDATE SET begun = surveys_openlinkuse.begun + 1 RETURNING begun",
            [study.pk, source, now],
        )
        (begun,) = cursor.fetchone()
    if begun > MOST_AN_HOUR:
        raise Unavailable(
            N_("Many answers have come from here within an hour."), hint=N_("Please try again later.")
        )


def forget_open_uses(*, now: datetime) -> int:
    """Remove the counts that are older than a day. Returns how many."""
    count, _ = OpenLinkUse.objects.filter(hour__lt=now - timedelta(days=1)).delete()
    return count


def has_enough(study: Study) -> bool:
    """Whether a study has as many answers as it takes."""
    if study.most_answers is None:
        return False
    answered = Invitation.objects.filter(study=study, state=InvitationState.ANSWERED)
    return answered.count() >= study.most_answers
