from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "hearten.base.payments"
    label = "payments"

    def ready(self) -> None:
        from hearten.base.payments.ports import register_provider
        from hearten.base.payments.providers.sandbox import SandboxProvider

        register_provider(SandboxProvider.name, SandboxProvider)
