from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "hearten.doors.desk"
    label = "desk"
