"""How does somebody come to a survey by a link for everybody (a poster, a QR code)? Each gets an invitation of their own, and one only."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.plumbing.live import announce
from hearten.base.vault.keyring import keyed_digest
from hearten.domains.surveys.field_types import LinkKind, StudyState
from hearten.domains.surveys.models import Invitation, Study
from hearten.domains.surveys.selectors.invitations import check_answerable, compiled, token_digest
from hearten.domains.surveys.services.open_uses import count_open_use, has_enough
from hearten.domains.surveys.services.sending import link_token
from hearten.domains.surveys.types import ClosedLink, InvitationState, LinkProblem
from hearten.kernel.ids import new_id

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def open_study(token: str, *, now: datetime) -> Study:
    """The study that an open link leads to. Raises ClosedLink saying why when it can't be answered now."""
    found = None
    if _TOKEN.fullmatch(token):
        rows = Study.objects.select_related("survey").filter(link=LinkKind.OPEN)
        found = rows.filter(open_token_digest=token_digest(token)).first()
    if found is None:
        raise ClosedLink(LinkProblem.UNKNOWN)
    if problem := _problem(found, now):
        raise ClosedLink(problem)
    return found


@transaction.atomic
def open_link_invitation(
    *, token: str, device: str, address: str, now: datetime, customer_id: UUID | None = None
) -> tuple[Invitation, str]:
    """The invitation of who opens an open link, and the token of the personal link to go on with.

    `device` is a random mark kept by the browser: the same one again goes on where it was; it, and a signed-in customer who
    wants to be named (`customer_id`), answer once. `address` is where the request comes from. Raises ClosedLink (forged, used,
    closed, full, not open yet), Unavailable when too many come from one address.
    """
    study = open_study(token, now=now)
    key = f"open:{study.pk}:{f'c:{customer_id}' if customer_id else f'd:{_mark(study, device)}'}"
    known = Invitation.objects.select_related("survey", "study").filter(dedupe_key=key).first()
    if known is None:
        if has_enough(study):
            raise ClosedLink(LinkProblem.FULL)
        count_open_use(study, address, now=now)
        known = _begin(study, key, customer_id, now)
    check_answerable(known, now=now)
    return known, link_token(known.pk)


def _problem(study: Study, now: datetime) -> LinkProblem | None:
    if study.state == StudyState.CLOSED or (study.closes_at and study.closes_at <= now):
        return LinkProblem.EXPIRED
    early = study.opens_at is not None and study.opens_at > now
    return LinkProblem.NOT_OPEN if study.state != StudyState.FIELDING or early or study.paused_at else None


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
        expires_at=study.closes_at or now + compiled(study.survey).expires_after,
        token_digest=token_digest(link_token(identity)),
    )
    Invitation.objects.bulk_create([made], ignore_conflicts=True)  # two tabs at once: the first counts
    announce(f"study:{study.pk}")
    return Invitation.objects.select_related("survey", "study").get(dedupe_key=key)


def _mark(study: Study, device: str) -> str:
    content = study.pk.bytes + device[:200].encode(errors="replace")
    return keyed_digest("surveys.open_device", content)[:16].hex()
