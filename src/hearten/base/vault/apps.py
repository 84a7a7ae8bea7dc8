from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "hearten.base.vault"
    label = "vault"
