"""To which account does the money of a draft go? The one in use, or another that the bank is asked about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.domains.claims.selectors.payee import account_of_draft
from hearten.domains.claims.services.steps import lock_own_claim, save_step
from hearten.domains.claims.types import ClaimState
from hearten.domains.customers.models import BankAccount
from hearten.domains.customers.selectors import account_state, account_to_pay
from hearten.domains.customers.services import name_account
from hearten.domains.customers.types import MATCH_SENTENCES, AccountState, Match
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_


@transaction.atomic
def choose_account(
    *, claim_id: UUID, by: Actor, now: datetime, number: str = "", holder: str = ""
) -> BankAccount | None:
    """Pay the draft to `number`, or when it is empty to the account named before. Returns the account to ask the bank about.

    Raises Invalid when there is none, when the number can't be right, when the holder is somebody who may not be paid, or
    when the bank has said that the account is not theirs.
    """
    claim = lock_own_claim(claim_id, by)
    if claim.state != ClaimState.DRAFT:
        raise Conflict(N_("This claim is handed in already."), hint=N_("Look at it in your list of claims."))
    in_use = account_to_pay(claim.customer_id)
    typed = "".join(number.split())
    chosen, named = typed or account_of_draft(claim), None
    if typed and typed != in_use:
        named = name_account(customer_id=claim.customer_id, number=typed, holder=holder, by=by, now=now)
        chosen = named.number or ""
    elif not chosen:
        raise Invalid(N_("Say which bank account we pay to."), field="bank_account")
    elif chosen != in_use and account_state(claim.customer_id, chosen) == AccountState.MISMATCH:
        raise Invalid(
            MATCH_SENTENCES[Match.NAME_DIFFERS], field="bank_account", hint=N_("Name another account.")
        )
    claim.bank_account = chosen
    save_step(claim, "bank_account")
    return named
