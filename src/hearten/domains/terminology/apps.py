from django.apps import AppConfig


class TerminologyConfig(AppConfig):
    name = "hearten.domains.terminology"
    label = "terminology"
