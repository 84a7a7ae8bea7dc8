from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "hearten.domains.surveys"
    label = "surveys"
