"""Writing about customers."""

from hearten.domains.customers.services.consents import give_consent, withdraw_consent
from hearten.domains.customers.services.health_access import note_health_access
from hearten.domains.customers.services.registration import load_customers, register_customer, set_contact
from hearten.domains.customers.services.representation import appoint_representative, end_representation

__all__ = [
    "appoint_representative",
    "end_representation",
    "give_consent",
    "load_customers",
    "note_health_access",
    "register_customer",
    "set_contact",
    "withdraw_consent",
]
