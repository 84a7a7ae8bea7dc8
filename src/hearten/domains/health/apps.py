from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "hearten.domains.health"
    label = "health"
