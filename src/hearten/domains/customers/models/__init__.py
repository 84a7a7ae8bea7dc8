from hearten.domains.customers.models.bank_account import BankAccount
from hearten.domains.customers.models.consent import Consent
from hearten.domains.customers.models.customer import Customer
from hearten.domains.customers.models.erasure import Erasure
from hearten.domains.customers.models.health_access import HealthAccess
from hearten.domains.customers.models.representation import Representation

__all__ = ["BankAccount", "Consent", "Customer", "Erasure", "HealthAccess", "Representation"]
