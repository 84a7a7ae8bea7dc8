from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "hearten.domains.claims"
    label = "claims"
