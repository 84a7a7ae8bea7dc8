from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "hearten.doors.api.tables"
    label = "tables"
