from django.urls import path

from hearten.doors.desk.surveys import views

urlpatterns = [
    path("surveys/", views.surveys, name="surveys"),
    path("surveys/<slug:code>/", views.survey, name="survey"),
]
