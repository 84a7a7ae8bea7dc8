from django.urls import path

from hearten.doors.desk.improvement import actions, views

urlpatterns = [
    path("improvement/", views.cases, name="improvement"),
    path("improvement/", views.cases, name="cases"),
    path("improvement/complaint/", actions.complaint, name="complaint"),
    path("improvement/<uuid:case_id>/", views.case, name="case"),
    path("improvement/<uuid:case_id>/take/", actions.case_take, name="case_take"),
    path("improvement/<uuid:case_id>/call/", actions.case_call, name="case_call"),
    path("improvement/<uuid:case_id>/note/", actions.case_note, name="case_note"),
    path("improvement/<uuid:case_id>/close/", actions.case_close, name="case_close"),
]
