from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "hearten.domains.channels"
    label = "channels"
