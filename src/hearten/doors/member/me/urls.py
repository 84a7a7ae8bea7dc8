from django.urls import path

from hearten.doors.member.me import views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/data/", views.profile, name="profile"),
    path("me/contact/", views.contact, name="contact"),
    path("me/consents/", views.consents, name="consents"),
    path("me/consents/<str:purpose>/", views.consent_change, name="consent_change"),
    path("me/access/", views.health_access, name="health_access"),
    path("me/export/", views.export, name="export"),
]
