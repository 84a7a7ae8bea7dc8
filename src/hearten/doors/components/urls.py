from django.urls import path

from hearten.doors.components import views

urlpatterns = [
    path("offline/", views.offline, name="offline"),
    path("language/", views.set_language, name="language"),
    path("large-type/", views.set_large_type, name="large_type"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("components/", views.components, name="components"),
]
