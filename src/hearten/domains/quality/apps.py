from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "hearten.domains.quality"
    label = "quality"
