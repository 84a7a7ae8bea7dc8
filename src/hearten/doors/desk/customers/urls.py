from django.urls import path

from hearten.doors.desk.customers import erasing, views

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers.csv", views.customers_csv, name="customers_csv"),
    path("customers/<uuid:customer_id>/", views.customer, name="customer"),
    path("customers/<uuid:customer_id>/health/", views.customer_health, name="customer_health"),
    path("customers/<uuid:customer_id>/erasure/", erasing.customer_erasure, name="customer_erasure"),
    path(
        "customers/<uuid:customer_id>/erasure/decide/",
        erasing.customer_erasure_decide,
        name="customer_erasure_decide",
    ),
    path("customers/<uuid:customer_id>/guardian/", views.customer_guardian, name="customer_guardian"),
]
