from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "hearten.base.ledger"
    label = "ledger"
