from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hearten.base.accounts"
    label = "accounts"
