from django.urls import path

from hearten.doors.desk.reports import actions, runs, schedules, views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/new/", views.report_new, name="report_new"),
    path("reports/actions/", actions.report_actions, name="report_actions"),
    path("reports/actions/<uuid:action_id>/", actions.action_move, name="action_move"),
    path("reports/<uuid:report_id>/", views.report, name="report"),
    path("reports/<uuid:report_id>/change/", views.report_change, name="report_change"),
    path("reports/<uuid:report_id>/make/", runs.report_make, name="report_make"),
    path("reports/<uuid:report_id>/compare/", runs.report_compare, name="report_compare"),
    path("reports/<uuid:report_id>/schedule/", schedules.report_schedule, name="report_schedule"),
    path("reports/schedules/<uuid:schedule_id>/stop/", schedules.schedule_stop, name="schedule_stop"),
    path("reports/schedules/<uuid:schedule_id>/mine/", schedules.schedule_mine, name="schedule_mine"),
    path("reports/runs/<uuid:report_run_id>/", runs.report_run, name="report_run"),
    path("reports/runs/<uuid:report_run_id>/live/", runs.report_run_live, name="report_run_live"),
    path("reports/runs/<uuid:report_run_id>/words/", runs.report_words, name="report_words"),
    path("reports/runs/<uuid:report_run_id>/release/", runs.report_release, name="report_release"),
    path("reports/runs/<uuid:report_run_id>/actions/", actions.action_plan, name="action_plan"),
    path("reports/runs/<uuid:report_run_id>/report.<str:kind>", runs.report_file, name="report_file"),
]
