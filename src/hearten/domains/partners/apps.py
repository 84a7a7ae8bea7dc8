from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "hearten.domains.partners"
    label = "partners"
