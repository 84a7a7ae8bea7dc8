from django.urls import URLPattern, path

from hearten.doors.desk.analysis import judging, views

urlpatterns: list[URLPattern] = [
    path("studies/<uuid:study_id>/results/<slug:page>/", views.results, name="results"),
    path(
        "studies/<uuid:study_id>/results/<slug:page>/<slug:table>.<str:kind>",
        views.results_table,
        name="results_table",
    ),
    path("surveys/<slug:code>/results/<slug:page>/", views.survey_results, name="survey_results"),
    path(
        "surveys/<slug:code>/results/<slug:page>/<slug:table>.<str:kind>",
        views.survey_results_table,
        name="survey_results_table",
    ),
    path("results/judge/", judging.answers_judge, name="answers_judge"),
]
