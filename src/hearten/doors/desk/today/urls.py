from django.urls import path

from hearten.doors.desk.today import views

urlpatterns = [path("", views.today, name="today")]
