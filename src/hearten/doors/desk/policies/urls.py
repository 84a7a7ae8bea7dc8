from django.urls import path

from hearten.doors.desk.policies import views

urlpatterns = [
    path("underwriting/", views.underwriting, name="underwriting"),
    path("underwriting/<str:number>/", views.referral, name="referral"),
    path("policies/", views.policies, name="policies"),
]
