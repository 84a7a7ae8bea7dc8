from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "hearten.domains.improvement"
    label = "improvement"

    def ready(self) -> None:
        from hearten.domains.customers.ports import Obstacle, register_obstacle
        from hearten.domains.improvement.selectors.cases import count_open_cases
        from hearten.domains.improvement.types import STILL_WORKED_ON

        register_obstacle(Obstacle("cases", STILL_WORKED_ON, count_open_cases))
