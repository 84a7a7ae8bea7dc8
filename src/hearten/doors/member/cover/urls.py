from django.urls import path

from hearten.doors.member.cover import buying, policies, quoting

urlpatterns = [
    path("buy/", quoting.buy, name="buy"),
    path("buy/<slug:code>/", quoting.quote, name="quote"),
    path("buy/<slug:code>/price/", quoting.quote_price, name="quote_price"),
    path("join/<uuid:quote_id>/", quoting.join, name="join"),
    path("applications/<str:number>/health/", buying.declare, name="declare"),
    path("applications/<str:number>/decision/", buying.underwriting, name="underwriting"),
    path("applications/<str:number>/accept/", buying.accept, name="accept_terms"),
    path("applications/<str:number>/withdraw/", buying.withdraw, name="application_withdraw"),
    path("applications/<str:number>/pay/", buying.pay, name="pay"),
    path("applications/<str:number>/issued/", buying.policy_issued, name="policy_issued"),
    path("cover/", policies.cover, name="cover"),
    path("cover/<str:number>/", policies.policy, name="policy"),
    path("cover/<str:number>/give-back/", policies.policy_cancel, name="policy_cancel"),
    path("cover/<str:number>/renew/", policies.policy_renew, name="policy_renew"),
]
