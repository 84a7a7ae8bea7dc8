from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "hearten.domains.insight"
    label = "insight"
