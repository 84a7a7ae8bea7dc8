from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "hearten.domains.customers"
    label = "customers"
