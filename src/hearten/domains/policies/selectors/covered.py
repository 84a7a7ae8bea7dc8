"""Whom does somebody outside mean who names a person and a policy?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from hearten.base.vault.keyring import blind_index
from hearten.domains.policies.models import Policy


def covered_person(policy_number: str, person_numbers: Iterable[str], birth_date: date) -> Policy | None:
    """The policy of this number, if one of the numbers (our member number, or a number of identity) and the day of birth
    are its holder's. None for whatever does not fit: who asks does not learn what it was.
    """
    numbers = [number.strip() for number in person_numbers if number.strip()]
    named = Q(customer__number__in=[number.upper() for number in numbers]) | Q(
        customer__id_number_index__in=[blind_index(number) for number in numbers]
    )
    rows = Policy.objects.select_related("customer").filter(
        number=policy_number.strip().upper(), customer__birth_date=birth_date, customer__erased_at=None
    )
    return rows.filter(named).first() if numbers else None
