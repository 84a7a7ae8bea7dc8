from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "hearten.domains.customers"
    label = "customers"

    def ready(self) -> None:
        from hearten.base.payments.ports import register_payee_names
        from hearten.domains.customers.ports import register_account_verifier
        from hearten.domains.customers.providers.sandbox import SandboxVerifier
        from hearten.domains.customers.selectors.customers import names_of

        register_payee_names(names_of)
        register_account_verifier(SandboxVerifier.name, SandboxVerifier)
