from django.urls import path

from hearten.doors.desk.insight import views

urlpatterns = [
    path("insight/", views.insight, name="insight"),
    path("insight/<slug:name>/", views.insight_measure, name="insight_measure"),
    path("insight/<slug:name>/rows/", views.insight_rows, name="insight_rows"),
    path("insight/<slug:name>/rows.<str:kind>", views.insight_export, name="insight_export"),
]
