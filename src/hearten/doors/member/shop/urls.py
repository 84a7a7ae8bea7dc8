from django.urls import path

from hearten.doors.member.shop import views

urlpatterns = [
    path("shop/", views.shop, name="shop"),
    path("shop/<slug:code>/", views.product, name="product"),
    path("shop/<slug:code>/price/", views.price, name="price"),
]
