"""Reading about customers."""

from hearten.domains.customers.selectors.bank_accounts import (
    account_holders_for,
    account_state,
    account_to_pay,
    list_accounts_for,
)
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
from hearten.domains.customers.selectors.representation import (
    may_claim_for,
    representatives_of,
    represented_by,
)

__all__ = [
    "account_holders_for",
    "account_state",
    "account_to_pay",
    "customers_from",
    "find_customers_for",
    "get_customer",
    "get_customer_for",
    "has_consent",
    "list_accounts_for",
    "list_consents_for",
    "list_health_access_for",
    "may_claim_for",
    "open_consents",
    "person_of",
    "representatives_of",
    "represented_by",
]
