from django.urls import URLPattern, path, re_path

from hearten.doors.desk.studies import (
    acts,
    bias_views,
    link_views,
    panel_views,
    rule_views,
    sample_views,
    views,
)

urlpatterns: list[URLPattern] = [
    path("studies/", views.studies, name="studies"),
    path("studies/new/", views.study_new, name="study_new"),
    path("studies/panels/", panel_views.panels, name="panels"),
    path("studies/panels/<uuid:panel_id>/", panel_views.panel, name="panel"),
    path("studies/panels/<uuid:panel_id>/wave/", panel_views.panel_wave, name="panel_wave"),
    path("studies/rules/", rule_views.asking_rules, name="asking_rules"),
    path("studies/rules/<slug:name>/", rule_views.asking_trigger, name="asking_trigger"),
    path("studies/<uuid:study_id>/", views.study, name="study"),
    path("studies/<uuid:study_id>/live/", views.study_live, name="study_live"),
    path("studies/<uuid:study_id>/plan/", acts.study_plan, name="study_plan"),
    path("studies/<uuid:study_id>/launch/", acts.study_launch, name="study_launch"),
    path("studies/<uuid:study_id>/pause/", acts.study_pause, name="study_pause"),
    path("studies/<uuid:study_id>/resume/", acts.study_resume, name="study_resume"),
    path("studies/<uuid:study_id>/extend/", acts.study_extend, name="study_extend"),
    path("studies/<uuid:study_id>/close/", acts.study_close, name="study_close"),
    path("studies/<uuid:study_id>/drop/", acts.study_drop, name="study_drop"),
    path("studies/<uuid:study_id>/pilot/", acts.study_pilot, name="study_pilot"),
    path("studies/<uuid:study_id>/quota/", acts.study_quota, name="study_quota"),
    path("studies/<uuid:study_id>/link/", acts.study_renew_link, name="study_renew_link"),
    path("studies/<uuid:study_id>/poster/", link_views.study_poster, name="study_poster"),
    re_path(
        r"^studies/(?P<study_id>[0-9a-f-]{36})/qr\.(?P<kind>svg|png)$", link_views.study_qr, name="study_qr"
    ),
    path("studies/<uuid:study_id>/sample/", sample_views.sample, name="study_sample"),
    path("studies/<uuid:study_id>/sample/preview", sample_views.sample_preview, name="study_sample_preview"),
    path("studies/<uuid:study_id>/sample/answers/", bias_views.bias, name="study_bias"),
]
