from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "hearten.domains.policies"
    label = "policies"
