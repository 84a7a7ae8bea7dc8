from django.urls import path

from hearten.doors.desk.claims import views

urlpatterns = [
    path("claims/", views.claims, name="claims"),
    path("claims.csv", views.claims_csv, name="claims_csv"),
    path("claims/<str:number>/", views.claim, name="claim"),
    path("claims/<str:number>/decide/", views.claim_decide, name="claim_decide"),
    path("claims/<str:number>/request/", views.claim_request, name="claim_request"),
    path("claims/<str:number>/papers/<uuid:document_id>/", views.claim_paper, name="claim_paper"),
]
