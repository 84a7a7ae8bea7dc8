"""Who plays in the living cases? Members whose cover has run for a while and whose claims are all decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from hearten.base.accounts.selectors import list_staff
from hearten.base.accounts.types import ROLE_PERMISSIONS, Actor, Role
from hearten.domains.customers.types import CustomerFacts, Sex
from hearten.domains.policies.types import PolicyFacts
from hearten.doors.demo.life import Life
from hearten.doors.demo.signins import DOMAIN

_ADULT_YEARS = 18
_COVERED_DAYS = 130


@dataclass(frozen=True)
class Player:
    """A member with the policy that the case is about."""

    customer_id: UUID
    policy_id: UUID
    name: str
    female: bool
    bank_account: str

    @property
    def actor(self) -> Actor:
        return Actor(
            user_id=self.customer_id,
            role=Role.MEMBER,
            customer_id=self.customer_id,
            permissions=ROLE_PERMISSIONS[Role.MEMBER],
        )


class Cast:
    """Each member is taken once; a small portfolio runs out of them, and then some cases are not played."""

    def __init__(self, life: Life, facts: Sequence[CustomerFacts], policies: Iterable[PolicyFacts]) -> None:
        adults = life.now.date() - timedelta(days=_ADULT_YEARS * 366)
        self._people = {one.id: one for one in facts if one.id and one.birth_date and one.birth_date < adults}
        self._taken: set[UUID] = set()
        self._holders: dict[str, list[PolicyFacts]] = defaultdict(list)
        before = life.now.date() - timedelta(days=_COVERED_DAYS)
        for policy in policies:
            if policy.ended_on is None and policy.inception < before:
                self._holders[policy.product_code].append(policy)

    def prefer(self, customers: Iterable[UUID]) -> None:
        """Let these come first, such as members who can sign in and see their case."""
        known = set(customers)
        for holders in self._holders.values():
            holders.sort(key=lambda policy: policy.customer_id not in known)

    def leave_out(self, customers: Iterable[UUID]) -> None:
        self._taken.update(customers)

    def take(self, product: str) -> Player | None:
        """The next holder of the product, or None."""
        for policy in self._holders[product]:
            person = self._people.get(policy.customer_id)
            if person is not None and policy.customer_id not in self._taken and policy.id:
                self._taken.add(policy.customer_id)
                return Player(
                    policy.customer_id,
                    policy.id,
                    person.name,
                    person.sex == Sex.FEMALE,
                    person.bank_account or "",
                )
        return None


def examiners() -> tuple[Actor, Actor]:
    """The two who decide in the demo."""
    found = {user.email: user.actor for user in list_staff(role=Role.EXAMINER)}
    return found[f"examiner@{DOMAIN}"], found[f"examiner2@{DOMAIN}"]


def analyst() -> Actor:
    """Who plans and reads the studies of the demo."""
    return list_staff(role=Role.ANALYST)[0].actor


def coders() -> tuple[Actor, Actor]:
    """The two who read what members say in the needs study of the demo."""
    return analyst(), list_staff(role=Role.MARKETER)[0].actor
