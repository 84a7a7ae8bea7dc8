from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "hearten.domains.products"
    label = "products"
