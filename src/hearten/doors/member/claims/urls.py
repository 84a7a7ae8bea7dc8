from django.urls import path

from hearten.doors.member.claims import (
    appeal_views,
    bill_views,
    draft_views,
    paper_views,
    views,
    what_if_views,
)

urlpatterns = [
    path("claims/", views.claims, name="claims"),
    path("claims/new/", draft_views.claim_new, name="claim_new"),
    path("claims/what-if/", what_if_views.claim_what_if, name="claim_what_if"),
    path("claims/<str:number>/", views.claim, name="claim"),
    path("claims/<str:number>/step/<str:step>/", draft_views.claim_step, name="claim_step"),
    path("claims/<str:number>/lines/add/", bill_views.line_add, name="claim_line_add"),
    path(
        "claims/<str:number>/lines/<int:position>/remove/", bill_views.line_remove, name="claim_line_remove"
    ),
    path("claims/<str:number>/discard/", draft_views.claim_discard, name="claim_discard"),
    path("claims/<str:number>/papers/add/", paper_views.paper_add, name="claim_paper_add"),
    path("claims/<str:number>/live/", paper_views.claim_live, name="claim_live"),
    path("claims/<str:number>/bills/", bill_views.bills, name="claim_bills"),
    path("claims/<str:number>/papers/", paper_views.papers, name="claim_papers"),
    path("claims/<str:number>/papers/<uuid:document_id>/", paper_views.paper, name="claim_paper"),
    path(
        "claims/<str:number>/papers/<uuid:document_id>/page/", paper_views.paper_page, name="claim_paper_page"
    ),
    path(
        "claims/<str:number>/papers/<uuid:document_id>/confirm/",
        bill_views.reading_confirm,
        name="claim_reading_confirm",
    ),
    path(
        "claims/<str:number>/papers/<uuid:document_id>/remove/",
        paper_views.paper_remove,
        name="claim_paper_remove",
    ),
    path("claims/<str:number>/papers/send/", paper_views.papers_send, name="claim_papers_send"),
    path("claims/<str:number>/withdraw/", views.claim_withdraw, name="claim_withdraw"),
    path("claims/<str:number>/person/", views.claim_person, name="claim_person"),
    path("claims/<str:number>/letter.pdf", appeal_views.claim_letter, name="claim_letter"),
    path("claims/<str:number>/statement.pdf", appeal_views.claim_statement, name="claim_statement"),
    path("claims/<str:number>/appeal/", appeal_views.claim_appeal, name="claim_appeal"),
    path(
        "claims/<str:number>/appeal/withdraw/",
        appeal_views.claim_appeal_withdraw,
        name="claim_appeal_withdraw",
    ),
    path("claims/<str:number>/call/<slug:offer>/", views.claim_aftercare, name="claim_aftercare"),
    path("claims/<str:number>/account/", views.claim_account, name="claim_account"),
]
