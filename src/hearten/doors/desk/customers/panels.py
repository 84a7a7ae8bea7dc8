"""What the page of one customer is made of. Each part is left out where the reader's role does not carry the right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hearten.base.accounts.types import Actor, Permission
from hearten.base.touchpoints.models import Touchpoint
from hearten.base.touchpoints.selectors import list_touchpoints_for
from hearten.base.touchpoints.types import CHANNEL_LABELS, STAGE_LABELS
from hearten.domains.claims.selectors import list_claims_for
from hearten.domains.claims.selectors.history import list_external_claims_for
from hearten.domains.claims.types import STATE_LABELS as CLAIM_LABELS
from hearten.domains.customers.models import Customer
from hearten.domains.customers.selectors import list_consents_for, list_health_access_for, representatives_of
from hearten.domains.customers.selectors.erasing import erasure_of
from hearten.domains.customers.types import (
    OF_AGE,
    PURPOSE_TEXTS,
    RELATION_LABELS,
    SEX_LABELS,
    SOCIAL_INSURANCE_LABELS,
    Purpose,
    Relation,
)
from hearten.domains.improvement.selectors import CaseFilter, list_cases_for
from hearten.domains.improvement.types import STATE_LABELS as CASE_LABELS
from hearten.domains.policies.selectors import list_policies_for, product_of
from hearten.domains.policies.types import POLICY_LABELS, PolicyState
from hearten.domains.surveys.selectors import answers_of
from hearten.doors.components.formats import day_text
from hearten.doors.components.sentences import document_language
from hearten.doors.components.templatetags.hearten import region
from hearten.kernel.period import age_on

MOST_ROWS = 20


def page_of(actor: Actor, customer: Customer, *, now: datetime) -> dict[str, Any]:
    """Everything the page shows, by part."""
    return {
        "customer": customer,
        "facts": _facts(customer, now),
        "policies": _policies(actor, customer) if actor.can(Permission.POLICIES_VIEW) else None,
        "claims": _claims(actor, customer) if actor.can(Permission.CLAIMS_VIEW) else None,
        "elsewhere": list_external_claims_for(actor, customer.pk, limit=MOST_ROWS)
        if actor.can(Permission.CLAIMS_VIEW)
        else None,
        "answers": answers_of(actor, customer.pk)[:MOST_ROWS] if actor.can(Permission.CASES_VIEW) else None,
        "cases": _cases(actor, customer, now) if actor.can(Permission.CASES_VIEW) else None,
        "may_read_health": actor.can(Permission.HEALTH_VIEW),
        "consents": _consents(actor, customer),
        "representatives": [
            (row.representative, _(RELATION_LABELS[Relation(row.relation)]), row.given_at)
            for row in representatives_of(actor, customer.pk)
        ],
        "may_erase": actor.can(Permission.CUSTOMERS_ERASE),
        "erasure": erasure_of(customer.pk),
        "may_name_guardian": actor.can(Permission.CUSTOMERS_EDIT) and _is_minor(customer, now),
        "journey": [_moment(t) for t in list_touchpoints_for(actor, customer.pk, limit=MOST_ROWS)],
        "accesses": list_health_access_for(actor, customer.pk, limit=MOST_ROWS),
    }


def _is_minor(customer: Customer, now: datetime) -> bool:
    return customer.birth_date is not None and age_on(customer.birth_date, now.date()) < OF_AGE


def _facts(customer: Customer, now: datetime) -> list[dict[str, Any]]:
    """Base data, and where they came from: all of one registration or one load."""
    origin = _("%(source)s, %(day)s") % {"source": customer.source, "day": day_text(customer.created_at)}
    age = age_on(customer.birth_date, now.date()) if customer.birth_date else None
    years = _("%(age)s years old") % {"age": age}
    born = f"{day_text(customer.birth_date)} · {years}" if age is not None else ""
    pairs = [
        (_("Name"), customer.name),
        (_("Sex"), _(SEX_LABELS[customer.sex])),  # type: ignore[index]
        (_("Born"), born),
        (_("Region"), region(customer.region)),
        (_("Occupation class"), customer.occupation_class),
        (_("Social insurance"), _(SOCIAL_INSURANCE_LABELS[customer.social_insurance])),  # type: ignore[index]
        (_("Preferred channel"), _(CHANNEL_LABELS.get(customer.preferred_channel, ""))),  # type: ignore[call-overload]
        (_("Telephone"), customer.phone),
        (_("E-mail"), customer.email),
        (_("Bank account"), _masked(customer.bank_account)),
    ]
    known = [{"term": term, "value": value} for term, value in pairs if value]
    return [*known, {"term": _("Where this came from"), "value": origin}]


def _policies(actor: Actor, customer: Customer) -> list[dict[str, Any]]:
    return [
        {
            "policy": policy,
            "product": product_of(policy).name[document_language()],
            "state": POLICY_LABELS[PolicyState(policy.state)],
        }
        for policy in list_policies_for(actor, customer.pk)
    ]


def _claims(actor: Actor, customer: Customer) -> list[dict[str, Any]]:
    rows = list_claims_for(actor, customer.pk, drafts=False)[:MOST_ROWS]
    return [{"claim": claim, "state": CLAIM_LABELS[claim.state]} for claim in rows]  # type: ignore[index]


def _cases(actor: Actor, customer: Customer, now: datetime) -> list[dict[str, Any]]:
    rows = list_cases_for(actor, CaseFilter(view="all", text=customer.number), now=now)[:MOST_ROWS]
    return [{"case": case, "state": CASE_LABELS[case.state]} for case in rows]  # type: ignore[index]


def _consents(actor: Actor, customer: Customer) -> list[dict[str, Any]]:
    return [
        {"label": PURPOSE_TEXTS[Purpose(consent.purpose)].label, "consent": consent}
        for consent in list_consents_for(actor, customer.pk)
    ]


def _moment(touchpoint: Touchpoint) -> dict[str, Any]:
    stage = STAGE_LABELS.get(touchpoint.stage, touchpoint.stage)  # type: ignore[call-overload]
    channel = CHANNEL_LABELS.get(touchpoint.channel, touchpoint.channel)  # type: ignore[call-overload]
    title = f"{_(stage)} · {touchpoint.kind}"
    return {
        "title": title,
        "at": touchpoint.occurred_at,
        "text": f"{_(channel)} {touchpoint.outcome}".strip(),
    }


def _masked(account: str | None) -> str:
    return f"•••• {account[-4:]}" if account else ""
