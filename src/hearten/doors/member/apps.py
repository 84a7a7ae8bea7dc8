from django.apps import AppConfig


class MemberConfig(AppConfig):
    name = "hearten.doors.member"
    label = "member"
