"""Which accounts has a customer named, and is one of them confirmed?"""

from __future__ import annotations

from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.base.vault.keyring import blind_index
from hearten.domains.customers.models import BankAccount, Customer, Representation
from hearten.domains.customers.selectors.representation import may_claim_for
from hearten.domains.customers.types import AccountState
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


def list_accounts_for(actor: Actor, customer_id: UUID) -> list[BankAccount]:
    """A customer's accounts, newest first: for the customer, and for staff who may see customers."""
    if not (actor.owns(customer_id) or actor.can(Permission.CUSTOMERS_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    return list(BankAccount.objects.filter(customer_id=customer_id).order_by("-named_at", "-id"))


def account_state(customer_id: UUID, number: str) -> AccountState:
    """What is known of this number as the customer's account, for those who are about to pay to it."""
    rows = BankAccount.objects.filter(
        customer_id=customer_id, number_index=blind_index(number), replaced_at=None
    )
    found = rows.order_by("-named_at").values_list("state", flat=True).first()
    return AccountState(found) if found else AccountState.UNVERIFIED


def account_to_pay(customer_id: UUID) -> str:
    """The account that the customer is paid to when nobody asks: the one the bank confirmed, else the newest named."""
    rows = BankAccount.objects.filter(customer_id=customer_id, replaced_at=None).exclude(
        state=AccountState.MISMATCH
    )
    newest = sorted(rows, key=lambda row: (row.state == AccountState.CONFIRMED, row.named_at), reverse=True)
    if newest and newest[0].number:
        return str(newest[0].number)
    found = Customer.objects.filter(pk=customer_id).first()
    return (found.bank_account or "") if found else ""


def account_holders_for(actor: Actor, customer_id: UUID) -> list[str]:
    """Who may hold an account that the customer is paid to, the customer first; for them and who represents them."""
    if not may_claim_for(actor, customer_id):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    return holders_of(Customer.objects.get(pk=customer_id))


def holders_of(customer: Customer) -> list[str]:
    """The customer, and whoever represents them now."""
    rows = Representation.objects.filter(customer=customer, ended_at=None).select_related("representative")
    return [customer.name, *(row.representative.name for row in rows.order_by("given_at"))]
