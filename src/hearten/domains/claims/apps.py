from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "hearten.domains.claims"
    label = "claims"

    def ready(self) -> None:
        from hearten.domains.claims.ports import register_recogniser
        from hearten.domains.claims.providers.recognition import LocalRecogniser
        from hearten.domains.claims.selectors.claims import count_moving_claims
        from hearten.domains.claims.types import STILL_MOVING
        from hearten.domains.customers.ports import Obstacle, register_obstacle

        register_recogniser(LocalRecogniser())
        register_obstacle(Obstacle("claims", STILL_MOVING, count_moving_claims))
