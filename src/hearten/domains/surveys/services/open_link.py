"""Who comes by a link for everybody (poster, QR code)? Each gets an invitation of their own, and one only."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from hearten.base.plumbing.live import announce
from hearten.base.vault.keyring import keyed_digest
from hearten.domains.surveys.field_types import LinkKind, StudyState
from hearten.domains.surveys.models import Invitation, OpenLinkUse, Study
from hearten.domains.surveys.selectors.invitations import token_digest
from hearten.domains.surveys.services.sending import link_token
from hearten.domains.surveys.types import ANSWERABLE, ClosedLink, InvitationState, LinkProblem
from hearten.kernel.errors import Unavailable
from hearten.kernel.ids import new_id
from hearten.kernel.text import N_

# A waiting room shares one address; a script that fills in forms needs more.
MOST_AN_HOUR = 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@transaction.atomic
def open_link_invitation(
    *, token: str, device: str, address: str, now: datetime, customer_id: UUID | None = None
) -> tuple[Invitation, str]:
    """The invitation of who opens an open link, and the token of the personal link to go on with.

    `device` is a random mark kept by the browser: the same one again goes on where it was; it and a signed-in customer
    (`customer_id`) answer once. `address` is where the request comes from. Raises ClosedLink (forged, used, closed, full, not
    open yet), Unavailable when too many come from one address.
    """
    study = _study(token, now)
    identity = f"c:{customer_id}" if customer_id else f"d:{_mark(study, 'device', device).hex()}"
    key = f"open:{study.pk}:{identity}"
    known = Invitation.objects.filter(dedupe_key=key).first()
    if known is None:
        _check_room(study)
        _count(study, address, now)
        known = _begin(study, key, customer_id, now)
    if known.state == InvitationState.ANSWERED:
        raise ClosedLink(LinkProblem.USED)
    if known.state not in ANSWERABLE:
        raise ClosedLink(LinkProblem.EXPIRED)
    return known, link_token(known.pk)


def forget_open_uses(*, now: datetime) -> int:
    """Remove the counts that are older than a day. Returns how many."""
    count, _ = OpenLinkUse.objects.filter(hour__lt=now - timedelta(days=1)).delete()
    return count


def has_room(study: Study) -> bool:
    """Whether a study takes more answers."""
    if study.most_answers is None:
        return True
    answered = Invitation.objects.filter(study=study, state=InvitationState.ANSWERED)
    return answered.count() < study.most_answers


def _study(token: str, now: datetime) -> Study:
    found = None
    if _TOKEN.fullmatch(token):
        rows = Study.objects.select_related("survey").filter(link=LinkKind.OPEN)
        found = rows.filter(open_token_digest=token_digest(token)).first()
    if found is None:
        raise ClosedLink(LinkProblem.UNKNOWN)
    if found.state == StudyState.CLOSED or (found.closes_at and found.closes_at <= now):
        raise ClosedLink(LinkProblem.EXPIRED)
    if found.state != StudyState.FIELDING or found.paused_at or (found.opens_at and found.opens_at > now):
        raise ClosedLink(LinkProblem.NOT_OPEN)
    return found


def _check_room(study: Study) -> None:
    if not has_room(study):
        raise ClosedLink(LinkProblem.FULL)


def _count(study: Study, address: str, now: datetime) -> None:
    """One more from this address within this hour; counted by one statement, so that many at once all count."""
    source = _mark(study, f"address:{now:%Y-%m-%d}", address)
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


def _begin(study: Study, key: str, customer_id: UUID | None, now: datetime) -> Invitation:
    identity = new_id()
    made = Invitation(
        id=identity,
        customer_id=customer_id,
        survey=study.survey,
        study=study,
        dedupe_key=key,
        state=InvitationState.OPENED,
        channel="web",
        created_at=now,
        due_at=now,
        sent_at=now,
        opened_at=now,
        expires_at=study.closes_at,
        token_digest=token_digest(link_token(identity)),
    )
    Invitation.objects.bulk_create([made], ignore_conflicts=True)  # two tabs at once: the first counts
    announce(f"study:{study.pk}")
    return Invitation.objects.get(dedupe_key=key)


def _mark(study: Study, purpose: str, text: str) -> bytes:
    return keyed_digest(f"surveys.{purpose}", study.pk.bytes + text[:200].encode(errors="replace"))[:16]
