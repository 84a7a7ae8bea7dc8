from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "hearten.domains.claims"
    label = "claims"

    def ready(self) -> None:
        from hearten.domains.claims.ports import register_recogniser
        from hearten.domains.claims.providers.recognition import LocalRecogniser

        register_recogniser(LocalRecogniser())
