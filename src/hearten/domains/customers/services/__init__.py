"""Writing about customers."""

from hearten.domains.customers.services.bank_accounts import clean_account, name_account, verify_account
from hearten.domains.customers.services.consents import give_consent, withdraw_consent
from hearten.domains.customers.services.erasing import decide_erasure, erase_person, weigh_erasure
from hearten.domains.customers.services.health_access import note_health_access
from hearten.domains.customers.services.registration import load_customers, register_customer, set_contact
from hearten.domains.customers.services.representation import appoint_representative, end_representation

__all__ = [
    "appoint_representative",
    "clean_account",
    "decide_erasure",
    "end_representation",
    "erase_person",
    "give_consent",
    "load_customers",
    "name_account",
    "note_health_access",
    "register_customer",
    "set_contact",
    "verify_account",
    "weigh_erasure",
    "withdraw_consent",
]
