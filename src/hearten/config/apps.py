from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "hearten.config"
    label = "config"
