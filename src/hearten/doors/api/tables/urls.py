"""Tables of hospitals, by key."""

from django.urls import path

from hearten.doors.api.tables import hospital_views as views

urlpatterns = [
    path("template.<slug:form>", views.template, name="template"),
    path("claims.<slug:form>", views.upload, name="claims"),
    path("runs/<uuid:run_id>", views.run_state, name="run"),
    path("runs/<uuid:run_id>/answers.<slug:form>", views.answers, name="answers"),
    path("runs/<uuid:run_id>/given-back.<slug:form>", views.given_back, name="given_back"),
    path("desk/<uuid:run_id>/answers.<slug:form>", views.desk_answers, name="desk_answers"),
]
