from django.apps import AppConfig


class ResearchConfig(AppConfig):
    name = "hearten.domains.research"
    label = "research"
