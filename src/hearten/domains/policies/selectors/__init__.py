"""Reading about quotes, applications and policies."""

from hearten.domains.policies.selectors.applications import (
    get_application_for,
    latest_decision,
    latest_declaration,
    latest_payment,
    list_applications_for,
    list_referred_for,
    next_step,
    quoted_product,
)
from hearten.domains.policies.selectors.coverage import coverage_on, policies_in_force, products_in_force
from hearten.domains.policies.selectors.policies import (
    find_policies_for,
    get_policy,
    get_policy_for,
    get_policy_of_application,
    get_renewal_of,
    list_policies_for,
    policies_to_claim_on,
    product_of,
)
from hearten.domains.policies.selectors.pricing import Shopper, price_for, shopper_of

__all__ = [
    "Shopper",
    "coverage_on",
    "find_policies_for",
    "get_application_for",
    "get_policy",
    "get_policy_for",
    "get_policy_of_application",
    "get_renewal_of",
    "latest_decision",
    "latest_declaration",
    "latest_payment",
    "list_applications_for",
    "list_policies_for",
    "list_referred_for",
    "next_step",
    "policies_in_force",
    "policies_to_claim_on",
    "price_for",
    "product_of",
    "products_in_force",
    "quoted_product",
    "shopper_of",
]
