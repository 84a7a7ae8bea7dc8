from django.apps import AppConfig


class AnalyseConfig(AppConfig):
    name = "hearten.doors.api.analyse"
    label = "analyse"
