from django.apps import AppConfig


class TouchpointsConfig(AppConfig):
    name = "hearten.base.touchpoints"
    label = "touchpoints"
