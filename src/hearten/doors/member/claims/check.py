"""The last screen before a claim is sent: is everything right, and where does the money go?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.base.accounts.types import Actor
from hearten.domains.claims import services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.diagnosis import understood_diagnosis
from hearten.domains.claims.selectors.payee import account_of_draft
from hearten.domains.claims.types import CAUSE_LABELS, Cause
from hearten.domains.customers.models import BankAccount
from hearten.domains.customers.selectors import (
    account_holders_for,
    account_state,
    get_customer,
)
from hearten.domains.customers.services import verify_account
from hearten.domains.customers.types import ACCOUNT_LABELS, MATCH_SENTENCES, AccountState, Match
from hearten.doors.components.sentences import sentence
from hearten.doors.member.claims.facts import shown_lines
from hearten.doors.member.claims.papers import papers_of
from hearten.doors.member.me.facts import masked
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Unavailable

_TONES = {AccountState.CONFIRMED: "good", AccountState.MISMATCH: "bad", AccountState.UNVERIFIED: "quiet"}


class CheckForm(forms.Form):
    """Where the money goes, when not to the account we know, and whether the diagnosis was understood."""

    diagnosis_right = forms.BooleanField(
        label=gettext_lazy("Yes, that is what the doctor found"), required=False, initial=True
    )
    bank_account = forms.CharField(
        label=gettext_lazy("Card or account number"),
        max_length=40,
        help_text=gettext_lazy("As on your bank card. Spaces do not matter."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.ChoiceField(label=gettext_lazy("Whose account is it?"), required=False)

    def __init__(self, *args: Any, holders: list[str], known: bool, understood: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [(name, name) for name in holders]  # type: ignore[attr-defined]
        self.fields["bank_account"].required = not known
        if len(holders) == 1:
            del self.fields["holder"]
        if not understood:
            del self.fields["diagnosis_right"]

    def put_error(self, error: HeartenError) -> None:
        """What the number or its owner can't be stands beside the number; the rest on top."""
        about_account = (error.field or "") in {"bank_account", "number"}
        name = "bank_account" if about_account else error.field
        self.add_error(name if name in self.fields else None, sentence(error))


def check_form(actor: Actor, claim: Claim, data: Any) -> CheckForm:
    return CheckForm(
        data,
        holders=account_holders_for(actor, claim.customer_id),
        known=bool(account_of_draft(claim)),
        understood=understood_diagnosis(claim) is not None,
    )


def send(form: CheckForm, actor: Actor, claim: Claim) -> bool:
    """Keep what was said last, ask the bank about a new account, hand the claim in. What can't be is said in the form."""
    given = form.cleaned_data
    try:
        named = services.choose_account(
            claim_id=claim.pk,
            number=given.get("bank_account", ""),
            holder=given.get("holder", ""),
            by=actor,
            now=utc_now(),
        )
        if not given.get("diagnosis_right", True):
            _take_code_back(actor, claim)
        wrong = _bank_says(named, actor) if named is not None else ""
        if wrong:
            form.add_error("bank_account", wrong)
            return False
        services.submit_claim(claim_id=claim.pk, by=actor, now=utc_now())
    except HeartenError as error:
        form.put_error(error)
        return False
    return True


def check_context(actor: Actor, claim: Claim, form: CheckForm) -> dict[str, Any]:
    insured, number = get_customer(claim.customer_id), account_of_draft(claim)
    state = _state(claim, number)
    return {
        "form": form,
        "cause": _(CAUSE_LABELS[Cause(claim.cause)]),
        "understood": understood_diagnosis(claim),
        "lines": shown_lines(claim),
        "papers": papers_of(actor, claim),
        "insured": "" if actor.owns(claim.customer_id) else insured.name,
        "account": masked(number),
        "account_state": state.value,
        "account_label": _(ACCOUNT_LABELS[state]),
        "account_tone": _TONES[state],
        "account_wrong": _(MATCH_SENTENCES[Match.NAME_DIFFERS]) if state == AccountState.MISMATCH else "",
    }


def _state(claim: Claim, number: str) -> AccountState:
    return account_state(claim.customer_id, number) if number else AccountState.UNVERIFIED


def _take_code_back(actor: Actor, claim: Claim) -> None:
    services.save_draft(
        customer_id=claim.customer_id,
        client_token=claim.client_token,
        diagnosis_code="",
        by=actor,
        now=utc_now(),
    )


def _bank_says(named: BankAccount, actor: Actor) -> str:
    """What speaks against the account; nothing when it is theirs, or when the bank will answer later (a job asks again)."""
    try:
        found = verify_account(account_id=named.pk, by=actor, now=utc_now())
    except Unavailable:
        return ""
    return _(MATCH_SENTENCES[Match(found.answer)]) if found.state == AccountState.MISMATCH else ""
