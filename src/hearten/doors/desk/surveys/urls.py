from django.urls import path

from hearten.doors.desk.surveys import builder, library_views, pilot, versions, views

urlpatterns = [
    path("surveys/", views.surveys, name="surveys"),
    path("surveys/designs/library/", library_views.library, name="survey_library"),
    path("surveys/designs/library/<slug:template>/", library_views.library_one, name="survey_template"),
    path("surveys/designs/<uuid:design_id>/", builder.design, name="design"),
    path("surveys/designs/<uuid:design_id>/change", builder.design_change, name="design_change"),
    path("surveys/designs/<uuid:design_id>/publish", builder.design_publish, name="design_publish"),
    path("surveys/designs/<uuid:design_id>/retire", builder.design_retire, name="design_retire"),
    path("surveys/designs/<uuid:design_id>/copy", library_views.design_copy, name="design_copy"),
    path("surveys/designs/<uuid:design_id>/history/", builder.design_history, name="design_history"),
    path("studies/<uuid:study_id>/pilot/report/", pilot.pilot_report, name="pilot_report"),
    path("surveys/<slug:code>/", views.survey, name="survey"),
    path("surveys/<slug:code>/design", library_views.survey_design, name="survey_design"),
    path("surveys/<slug:code>/versions/", versions.survey_versions, name="survey_versions"),
]
