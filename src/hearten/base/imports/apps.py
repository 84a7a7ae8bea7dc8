from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "hearten.base.imports"
    label = "imports"
