from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "hearten.domains.fieldwork"
    label = "fieldwork"
