from django.apps import AppConfig


class EngagementConfig(AppConfig):
    name = "hearten.domains.engagement"
    label = "engagement"
