from django.apps import AppConfig

from hearten.domains.reports.ports import register_composer


class DeskConfig(AppConfig):
    name = "hearten.doors.desk"
    label = "desk"

    def ready(self) -> None:
        from hearten.doors.desk.reports.compose import compose

        register_composer(compose)
