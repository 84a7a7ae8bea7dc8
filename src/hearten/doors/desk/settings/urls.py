from django.urls import path

from hearten.doors.desk.settings import views

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/access/", views.settings_access, name="settings_access"),
    path("settings/users/new/", views.settings_user_new, name="settings_user_new"),
    path("settings/users/<uuid:user_id>/", views.settings_user, name="settings_user"),
]
