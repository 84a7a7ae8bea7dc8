from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "hearten.base.payments"
    label = "payments"

    def ready(self) -> None:
        from django.conf import settings

        from hearten.base.payments.ports import FileChannel, register_file_channel, register_provider
        from hearten.base.payments.providers.directory import DirectoryTransport
        from hearten.base.payments.providers.sandbox import SandboxProvider
        from hearten.base.payments.providers.sandbox_bank import SANDBOX_BANK, sandbox_transport

        register_provider(SandboxProvider.name, SandboxProvider)
        register_file_channel(
            FileChannel(name="iso20022", transport=lambda: DirectoryTransport(settings.PAYMENT_FILES))
        )
        register_file_channel(FileChannel(name=SANDBOX_BANK, transport=sandbox_transport))
