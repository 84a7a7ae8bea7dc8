"""Addresses that answer demo members only."""

from django.urls import path

from hearten.doors.demo import views

urlpatterns = [path("sample-bill.jpg", views.sample_bill, name="sample_bill")]
