from django.urls import path

from hearten.doors.member.surveys import open_views, preview, views

urlpatterns = [
    path("surveys/preview/<uuid:design_id>/", preview.survey_preview, name="survey_preview"),
    path("surveys/preview/<slug:code>/<int:version>/", preview.version_preview, name="version_preview"),
    path("o/<str:token>", open_views.open_survey, name="open_survey"),
    path("s/<str:token>", views.survey, name="survey"),
    path("s/<str:token>/save", views.survey_save, name="survey_save"),
    path("s/<str:token>/sheets", views.survey_sheets, name="survey_sheets"),
    path("s/<str:token>/thanks", views.survey_thanks, name="survey_thanks"),
    path("surveys/<uuid:invitation_id>/", views.own_survey, name="own_survey"),
    path("surveys/<uuid:invitation_id>/save", views.own_survey_save, name="own_survey_save"),
    path("surveys/<uuid:invitation_id>/sheets", views.own_survey_sheets, name="own_survey_sheets"),
    path("surveys/<uuid:invitation_id>/thanks", views.own_survey_thanks, name="own_survey_thanks"),
]
