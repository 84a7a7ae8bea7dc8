"""How allauth and our accounts meet."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from hearten.base.accounts.types import Permission


class AccountAdapter(DefaultAccountAdapter):
    """Members go to the app, staff to the desk."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user: Any = request.user
        return reverse("desk:today") if user.actor.can(Permission.DESK_ENTER) else reverse("member:home")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # members get their account with their purchase, staff from an administrator
