from django.urls import path

from hearten.doors.desk.partners import views

urlpatterns = [
    path("partners/", views.partners, name="partners"),
    path("partners/<uuid:organization_id>/", views.partner, name="partner"),
    path("partners/<uuid:organization_id>/keys/", views.partner_key, name="partner_key"),
    path("partners/<uuid:organization_id>/settlement/", views.partner_settlement, name="partner_settlement"),
    path(
        "partners/<uuid:organization_id>/settlement/end/",
        views.partner_settlement_end,
        name="partner_settlement_end",
    ),
    path("partners/<uuid:organization_id>/tables/", views.partner_table, name="partner_table"),
    path("partners/keys/<uuid:key_id>/revoke/", views.partner_key_revoke, name="partner_key_revoke"),
]
