"""The FHIR server: hospitals by key, members for their own."""

from django.urls import path

from hearten.doors.api.fhir.server import views

urlpatterns = [
    path("metadata", views.metadata, name="metadata"),
    path("Claim", views.claim_submit, name="claim"),
    path("Claim/$submit", views.claim_submit, name="claim_submit"),
    path("ClaimResponse", views.claim_response_search, name="claim_responses"),
    path("ClaimResponse/<str:identity>", views.claim_response_read, name="claim_response"),
    path("ExplanationOfBenefit", views.benefit_search, name="benefits"),
    path("ExplanationOfBenefit/<str:identity>", views.benefit_read, name="benefit"),
    path("mine/claims/<str:number>/explanation-of-benefit.json", views.member_benefit, name="member_benefit"),
]
