from django.urls import path

from hearten.doors.desk.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/upload/", views.import_upload, name="import_upload"),
    path("imports/<uuid:run_id>/", views.import_run, name="import_run"),
    path("imports/<uuid:run_id>/again/", views.import_again, name="import_again"),
    path("imports/<uuid:run_id>/rejects/", views.import_rejects, name="import_rejects"),
]
