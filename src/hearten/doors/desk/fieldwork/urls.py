from django.urls import URLPattern, path

from hearten.doors.desk.fieldwork import call_views, paper_views, session_views, thanks_views

urlpatterns: list[URLPattern] = [
    path("fieldwork/", thanks_views.overview, name="fieldwork"),
    path("fieldwork/entry/", paper_views.entry, name="fieldwork_entry"),
    path("fieldwork/forms/<uuid:form_id>/", paper_views.form_page, name="fieldwork_form"),
    path("fieldwork/forms/<uuid:form_id>/pdf", paper_views.paper_pdf, name="fieldwork_form_pdf"),
    path("fieldwork/specimen/<slug:code>/<int:version>.pdf", paper_views.paper_specimen, name="fieldwork_specimen"),
    path("fieldwork/sessions/", session_views.session_list, name="fieldwork_sessions"),
    path("fieldwork/sessions/new/", session_views.session_new, name="fieldwork_session_new"),
    path("fieldwork/sessions/<uuid:session_id>/", session_views.session, name="fieldwork_session"),
    path("fieldwork/sessions/<uuid:session_id>/invite/", session_views.session_invite, name="fieldwork_session_invite"),
    path("fieldwork/sessions/<uuid:session_id>/roster/<uuid:customer_id>/", session_views.session_place, name="fieldwork_session_place"),
    path("fieldwork/sessions/<uuid:session_id>/words/", session_views.session_write, name="fieldwork_session_write"),
    path("fieldwork/sessions/<uuid:session_id>/off/", session_views.session_call_off, name="fieldwork_session_off"),
    path("fieldwork/calls/<int:task_id>/", call_views.call, name="fieldwork_call"),
    path("fieldwork/calls/<int:task_id>/number/", call_views.call_number, name="fieldwork_call_number"),
    path("fieldwork/calls/<int:task_id>/end/", call_views.call_end, name="fieldwork_call_end"),
    path("fieldwork/studies/<uuid:study_id>/calls/", call_views.calls_of_study, name="fieldwork_calls"),
    path("fieldwork/studies/<uuid:study_id>/calls/next/", call_views.call_next, name="fieldwork_call_next"),
    path("fieldwork/studies/<uuid:study_id>/paper/", paper_views.paper_of_study, name="fieldwork_paper"),
    path("fieldwork/studies/<uuid:study_id>/paper/print/", paper_views.paper_print, name="fieldwork_print"),
    path("fieldwork/studies/<uuid:study_id>/thanks/", thanks_views.thanks, name="fieldwork_thanks"),
    path("fieldwork/studies/<uuid:study_id>/thanks/make/", thanks_views.thanks_make, name="fieldwork_thanks_make"),
    path("fieldwork/studies/<uuid:study_id>/thanks/coupons/", thanks_views.thanks_coupons, name="fieldwork_thanks_coupons"),
    path("fieldwork/studies/<uuid:study_id>/thanks/draw/", thanks_views.thanks_draw, name="fieldwork_thanks_draw"),
]  # fmt: skip
