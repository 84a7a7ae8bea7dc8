"""With which hospitals do we settle directly, and to which account?"""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.domains.partners.models import DirectSettlement, Organization
from hearten.domains.partners.types import SETTLEMENT_AGREED, SETTLEMENT_ENDED
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

_ACCOUNT = re.compile(r"^\d{8,30}$")
_LONGEST_HOLDER = 120


@transaction.atomic
def agree_settlement(
    *, organization_id: UUID, holder: str, account: str, by: Actor, now: datetime
) -> DirectSettlement:
    """From now on claims of this hospital may be paid to this account of it. Claims handed in before keep theirs."""
    by.require(Permission.PARTNERS_EDIT)
    if not Organization.objects.filter(pk=organization_id).exists():
        raise NotFound(N_("There is no such organisation."))
    number, name = re.sub(r"[\s-]", "", account), holder.strip()
    if not 0 < len(name) <= _LONGEST_HOLDER:
        raise Invalid(N_("Write whose account it is, as the bank knows it."), field="holder")
    if not _ACCOUNT.match(number):
        raise Invalid(N_("A bank account has 8 to 30 digits."), field="account")
    agreed, _ = DirectSettlement.objects.select_for_update().get_or_create(
        organization_id=organization_id, defaults={"changed_at": now, "changed_by": by.label}
    )
    agreed.active, agreed.holder, agreed.account = True, name, number
    agreed.changed_at, agreed.changed_by = now, by.label
    agreed.save()
    append(
        SETTLEMENT_AGREED,
        subject_id=organization_id,
        actor=by,
        now=now,
        facts={"account_ends_in": number[-4:]},
    )
    return agreed


@transaction.atomic
def end_settlement(*, organization_id: UUID, by: Actor, now: datetime) -> None:
    """Claims that come from now on are paid to the members."""
    by.require(Permission.PARTNERS_EDIT)
    changed = DirectSettlement.objects.filter(organization_id=organization_id, active=True).update(
        active=False, changed_at=now, changed_by=by.label
    )
    if changed:
        append(SETTLEMENT_ENDED, subject_id=organization_id, actor=by, now=now)
