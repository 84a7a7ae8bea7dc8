"""Is a person covered on a day, and on what terms?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from hearten.domains.policies.models import Policy
from hearten.domains.policies.selectors.policies import get_policy, product_of
from hearten.domains.policies.types import CoverageTerms, PolicyState
from hearten.domains.products.types import Product
from hearten.kernel.period import add_years, policy_year_start

CAUSES = ("illness", "accident")


def in_force_on(on: date) -> Q:
    """The condition that a policy covers the day `on`, whatever became of it later."""
    return Q(inception__lte=on, expiry__gt=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))


def policies_in_force(customer_id: UUID, on: date) -> QuerySet[Policy]:
    """The customer's policies that cover the day `on`, oldest first; for services that have checked the right."""
    return Policy.objects.filter(in_force_on(on), customer_id=customer_id).order_by("inception", "number")


def products_in_force(on: date) -> dict[UUID, str]:
    """The product that each customer is covered by on the day `on`; of several the newest. For all customers at once."""
    rows = Policy.objects.filter(in_force_on(on)).order_by("customer_id", "-inception", "-number")
    newest = rows.distinct("customer_id").values_list("customer_id", "product_code")
    return dict(newest.iterator(chunk_size=20_000))


def coverage_on(policy_id: UUID, on: date) -> CoverageTerms:
    """The terms of one policy as they are on the day `on` (outside its period, of its nearest policy year)."""
    policy = get_policy(policy_id)
    product = product_of(policy)
    year_start = policy_year_start(policy.inception, max(on, policy.inception))
    end = policy.ended_on or policy.expiry
    return CoverageTerms(
        policy_id=policy.pk,
        policy_number=policy.number,
        customer_id=policy.customer_id,
        product_code=policy.product_code,
        product_version=policy.product_version,
        document=product.document,
        choices=policy.choices,
        sum_insured_minor=policy.sum_insured_minor,
        inception=policy.inception,
        expiry=policy.expiry,
        ended_on=policy.ended_on,
        state=PolicyState(policy.state),
        in_force=policy.inception <= on < end,
        waiting_until=waiting_until(product, policy.inception, is_renewal=policy.renewal_of_id is not None),
        year_start=year_start,
        year_end=min(add_years(year_start, 1), policy.expiry),
        has_social_insurance=policy.has_social_insurance,
        is_renewal=policy.renewal_of_id is not None,
        excluded=tuple(policy.excluded or ()),
    )


def waiting_until(product: Product, inception: date, *, is_renewal: bool) -> dict[str, date]:
    """By cause, the first day that is covered. A renewal waits for nothing."""
    waiting = {} if is_renewal else product.document["benefits"].get("waiting", {})
    return {cause: inception + timedelta(days=waiting.get(f"{cause}_days", 0)) for cause in CAUSES}
