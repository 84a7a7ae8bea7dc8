"""What we know of a member, with where each fact came from."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hearten.domains.customers.models import Customer
from hearten.domains.customers.types import SEX_LABELS, SOCIAL_INSURANCE_LABELS, Sex, SocialInsurance
from hearten.domains.products.words import OCCUPATION_LABELS
from hearten.doors.components.formats import day_text
from hearten.doors.components.templatetags.hearten import region
from hearten.kernel.text import N_

SHOWN_AT_START, SHOWN_AT_END = 3, 4
OURSELVES = "hearten"

# What was looked at, as the readers of health data name it.
LOOKED_AT = {
    "claim": N_("A claim"),
    "record": N_("Your health record"),
    "summary": N_("A summary of your health record"),
    "condition": N_("Your conditions"),
    "observation": N_("Your examinations and readings"),
    "medication": N_("Your medicines"),
    "documents": N_("Papers of a claim"),
    "diagnosis": N_("The diagnosis of a claim"),
}


def masked(text: str | None) -> str:
    """13800000001 → 138••••0001: enough to know it again, not enough to use it."""
    if not text:
        return ""
    if len(text) <= SHOWN_AT_START + SHOWN_AT_END:
        return "•" * len(text)
    return f"{text[:SHOWN_AT_START]}••••{text[-SHOWN_AT_END:]}"


def masked_email(text: str | None) -> str:
    """mei@example.com → m••@example.com."""
    name, at, host = (text or "").partition("@")
    return f"{name[:1]}••{at}{host}" if at else ""


def looked_at(what: str) -> str:
    """What was looked at, in words: by its own name, else by the kind of thing it belongs to."""
    first, _dot, last = what.partition(".")
    found = LOOKED_AT.get(what) or LOOKED_AT.get(last) or LOOKED_AT.get(first)
    return _(found) if found else what


def source_of(customer: Customer) -> str:
    """Where the base data came from and when."""
    day = day_text(customer.created_at)
    if customer.source == OURSELVES:
        return _("You told us on %(day)s") % {"day": day}
    return _("Taken over from %(source)s on %(day)s") % {"source": customer.source, "day": day}


def facts_of(customer: Customer) -> list[dict[str, str]]:
    """Base data for the list of definitions; every fact says where it came from."""
    source = source_of(customer)
    rows = [
        (_("Name"), customer.name),
        (_("Date of birth"), day_text(customer.birth_date)),
        (_("Sex"), _(SEX_LABELS[Sex(customer.sex)])),
        (_("ID number"), masked(customer.id_number)),
        (
            _("Region"),
            region(customer.region),
        ),
        (
            _("Social medical insurance"),
            _(SOCIAL_INSURANCE_LABELS[SocialInsurance(customer.social_insurance)]),
        ),
        (
            _("Occupation class"),
            _(OCCUPATION_LABELS.get(customer.occupation_class, str(customer.occupation_class))),
        ),
    ]
    return [{"term": term, "value": value, "note": source if value else ""} for term, value in rows]


def contact_of(customer: Customer) -> list[dict[str, str]]:
    """How the member is reached, masked."""
    return [
        {"term": _("Telephone"), "value": masked(customer.phone)},
        {"term": _("E-mail"), "value": masked_email(customer.email)},
    ]


def account_of(customer: Customer) -> list[dict[str, str]]:
    """Where the member is paid, masked."""
    return [{"term": _("Bank account"), "value": masked(customer.bank_account)}]
