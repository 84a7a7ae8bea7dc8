from django.urls import path

from hearten.doors.desk.claims import clock_views, views

urlpatterns = [
    path("claims/", views.claims, name="claims"),
    path("claims.csv", views.claims_csv, name="claims_csv"),
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
    path("claims/<str:number>/", views.claim, name="claim"),
    path("claims/<str:number>/decide/", views.claim_decide, name="claim_decide"),
    path("claims/<str:number>/request/", views.claim_request, name="claim_request"),
    path("claims/<str:number>/papers/<uuid:document_id>/", views.claim_paper, name="claim_paper"),
]
