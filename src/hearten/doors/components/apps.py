from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "hearten.doors.components"
    label = "components"
