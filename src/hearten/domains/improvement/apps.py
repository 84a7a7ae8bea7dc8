from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "hearten.domains.improvement"
    label = "improvement"
