from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "hearten.domains.fieldwork"
    label = "fieldwork"

    def ready(self) -> None:
        from hearten.domains.fieldwork.health_groups import RecordedHealth
        from hearten.domains.surveys.ports import register_health_groups

        register_health_groups(RecordedHealth())
