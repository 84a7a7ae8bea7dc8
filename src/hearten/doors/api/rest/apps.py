from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "hearten.doors.api.rest"
    label = "rest"
