from django.urls import path

from hearten.doors.member.health import views

urlpatterns = [path("health/", views.health, name="health")]
