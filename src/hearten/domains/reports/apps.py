from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "hearten.domains.reports"
    label = "reports"
