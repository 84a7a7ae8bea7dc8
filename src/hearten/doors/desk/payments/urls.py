from django.urls import path

from hearten.doors.desk.payments import day_views, views

urlpatterns = [
    path("payments/", views.payments, name="payments"),
    path("payments.csv", views.payments_csv, name="payments_csv"),
    path("payments/close/", views.payments_close, name="payments_close"),
    path("payments/files/", views.payment_files, name="payment_files"),
    path("payments/batches/<str:number>/", views.payment_batch, name="payment_batch"),
    path("payments/batches/<str:number>/file/", views.payment_batch_file, name="payment_batch_file"),
    path("payments/batches/<str:number>/release/", views.payment_batch_release, name="payment_batch_release"),
    path("payments/days/", day_views.payment_days, name="payment_days"),
    path("payments/days/<uuid:day_id>/", day_views.payment_day, name="payment_day"),
    path("payments/days/<uuid:day_id>.csv", day_views.payment_day_csv, name="payment_day_csv"),
    path(
        "payments/days/<uuid:day_id>/explain/<uuid:item_id>/",
        day_views.payment_explain,
        name="payment_explain",
    ),
]
