from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "hearten.domains.customers"
    label = "customers"

    def ready(self) -> None:
        from hearten.base.payments.ports import register_payee_names
        from hearten.base.payments.selectors import count_open_orders
        from hearten.domains.customers.ports import Obstacle, register_account_verifier, register_obstacle
        from hearten.domains.customers.providers.sandbox import SandboxVerifier
        from hearten.domains.customers.selectors.customers import names_of
        from hearten.domains.customers.types import OPEN_PAYMENTS

        register_payee_names(names_of)
        register_account_verifier(SandboxVerifier.name, SandboxVerifier)
        register_obstacle(Obstacle("payments", OPEN_PAYMENTS, count_open_orders))
