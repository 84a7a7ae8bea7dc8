"""What would erasing a person do, and what stands against it?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.base.vault.erasure import Holding, holdings_of
from hearten.domains.customers.models import Erasure
from hearten.domains.customers.ports import obstacles
from hearten.domains.customers.selectors.customers import get_customer_for


@dataclass(frozen=True)
class ErasurePlan:
    """The dry run: rows that go altogether, rows of which parts are emptied, rows that stay; counts only, nothing is opened.

    `against` has a sentence and a number for each kind of affair that must be over first.
    """

    customer_id: UUID
    number: str
    removed: tuple[Holding, ...]
    blanked: tuple[Holding, ...]
    kept: tuple[Holding, ...]
    against: tuple[tuple[str, int], ...]
    erasure: Erasure | None


def plan_for(actor: Actor, customer_id: UUID) -> ErasurePlan:
    """What an erasure of this person would do, for who may decide it. Raises NotAllowed, NotFound."""
    actor.require(Permission.CUSTOMERS_ERASE)
    customer = get_customer_for(actor, customer_id)
    held = holdings_of(customer_id)
    counted = [(one.sentence, one.count(customer_id)) for one in obstacles()]
    return ErasurePlan(
        customer_id=customer_id,
        number=customer.number,
        removed=tuple(one for one in held if one.removed),
        blanked=tuple(one for one in held if one.blanked and not one.removed),
        kept=tuple(one for one in held if not one.blanked and not one.removed),
        against=tuple((sentence, n) for sentence, n in counted if n),
        erasure=erasure_of(customer_id),
    )


def erasure_of(customer_id: UUID) -> Erasure | None:
    """The erasure of a person, decided or done."""
    return Erasure.objects.filter(customer_id=customer_id).first()
