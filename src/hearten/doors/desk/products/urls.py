from django.urls import path

from hearten.doors.desk.products import trial_views, views

urlpatterns = [
    path("products/", views.products, name="products"),
    path("products/<slug:code>/", views.product, name="product"),
    path("products/<slug:code>/price/", views.price, name="product_price"),
    path("products/<slug:code>/trials/", trial_views.trials, name="product_trials"),
    path("products/<slug:code>/trials/<uuid:trial_id>/", trial_views.trial, name="product_trial"),
]
