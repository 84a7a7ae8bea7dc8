"""Reading about customers."""

from hearten.domains.customers.selectors.customers import (
    customers_from,
    find_customers_for,
    get_customer,
    get_customer_for,
    person_of,
)
from hearten.domains.customers.selectors.privacy import (
    has_consent,
    list_consents_for,
    list_health_access_for,
    open_consents,
)

__all__ = [
    "customers_from",
    "find_customers_for",
    "get_customer",
    "get_customer_for",
    "has_consent",
    "list_consents_for",
    "list_health_access_for",
    "open_consents",
    "person_of",
]
