from django.urls import path

from hearten.doors.desk.products import views

urlpatterns = [
    path("products/", views.products, name="products"),
    path("products/<slug:code>/", views.product, name="product"),
    path("products/<slug:code>/price/", views.price, name="product_price"),
]
