from django.urls import path

from hearten.doors.member.me import representation_views, views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/data/", views.profile, name="profile"),
    path("me/contact/", views.contact, name="contact"),
    path("me/account/", views.account, name="account"),
    path("me/consents/", views.consents, name="consents"),
    path("me/consents/<str:purpose>/", views.consent_change, name="consent_change"),
    path("me/access/", views.health_access, name="health_access"),
    path("me/representatives/", representation_views.representatives, name="representatives"),
    path(
        "me/representatives/<int:representation_id>/end/",
        representation_views.representation_end,
        name="representation_end",
    ),
    path("me/export/", views.export, name="export"),
]
