from django.urls import path

from hearten.doors.member.home import views

urlpatterns = [path("", views.home, name="home")]
