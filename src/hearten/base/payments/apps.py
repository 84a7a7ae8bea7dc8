from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "hearten.base.payments"
    label = "payments"
