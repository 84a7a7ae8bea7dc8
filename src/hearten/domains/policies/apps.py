from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "hearten.domains.policies"
    label = "policies"

    def ready(self) -> None:
        from hearten.domains.customers.ports import Obstacle, register_obstacle
        from hearten.domains.policies.selectors.policies import count_running_policies
        from hearten.domains.policies.types import STILL_COVERED

        register_obstacle(Obstacle("policies", STILL_COVERED, count_running_policies))
