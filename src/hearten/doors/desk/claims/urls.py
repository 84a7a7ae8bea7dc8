from django.urls import path

from hearten.doors.desk.claims import clock_views, decide_views, queue_views, sampling_views, work_views

urlpatterns = [
    path("claims/", queue_views.claims, name="claims"),
    path("claims.csv", queue_views.claims_csv, name="claims_csv"),
    path("claims/next/", queue_views.claims_next, name="claims_next"),
    path("claims/quality/", sampling_views.quality, name="claim_quality"),
    path("claims/quality/<uuid:check_id>/", sampling_views.quality_check, name="claim_quality_check"),
    path("claims/clocks/", clock_views.clocks_report, name="claim_clocks"),
    path("claims/clocks/now/", clock_views.clocks_now, name="claim_clocks_now"),
    path("claims/clocks/missed/", clock_views.clock_breaches, name="claim_clock_breaches"),
    path("claims/clocks.csv", clock_views.clocks_csv, name="claim_clocks_csv"),
    path("claims/compensations/", clock_views.compensations, name="claim_compensations"),
    path(
        "claims/compensations/<uuid:compensation_id>/release/",
        clock_views.compensation_release,
        name="claim_compensation_release",
    ),
    path(
        "claims/compensations/<uuid:compensation_id>/decline/",
        clock_views.compensation_decline,
        name="claim_compensation_decline",
    ),
    path("claims/<str:number>/", work_views.claim, name="claim"),
    path("claims/<str:number>/take/", work_views.claim_take, name="claim_take"),
    path("claims/<str:number>/decide/", decide_views.claim_decide, name="claim_decide"),
    path("claims/<str:number>/preview/", decide_views.claim_preview, name="claim_preview"),
    path("claims/<str:number>/confirm/", decide_views.claim_confirm, name="claim_confirm"),
    path("claims/<str:number>/reject/", decide_views.claim_reject, name="claim_reject"),
    path("claims/<str:number>/appeal/", decide_views.claim_appeal_decide, name="claim_appeal_decide"),
    path("claims/<str:number>/request/", decide_views.claim_request, name="claim_request"),
    path("claims/<str:number>/advance/", decide_views.claim_advance, name="claim_advance"),
    path("claims/<str:number>/letter/", work_views.claim_letter, name="claim_letter"),
    path("claims/<str:number>/papers/<uuid:document_id>/", work_views.claim_paper, name="claim_paper"),
    path(
        "claims/<str:number>/papers/<uuid:document_id>/page/",
        work_views.claim_paper_page,
        name="claim_paper_page",
    ),
]
