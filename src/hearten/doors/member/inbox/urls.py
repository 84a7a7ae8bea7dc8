from django.urls import path

from hearten.doors.member.inbox import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/preferences/", views.contact_preferences, name="contact_preferences"),
    path("inbox/<uuid:message_id>/", views.message, name="message"),
]
