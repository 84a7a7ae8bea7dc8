from django.apps import AppConfig


class FhirConfig(AppConfig):
    name = "hearten.doors.api.fhir"
    label = "fhir"
