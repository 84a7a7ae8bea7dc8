from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "hearten.doors.demo"
    label = "demo"
