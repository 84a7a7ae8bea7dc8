"""Every view says who may enter. A view without such a word fails the tests (tests/architecture/test_access.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hearten.base.accounts.types import Actor, Permission

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Access:
    """Who may enter: everyone, members for their own affairs, or holders of all the named permissions."""

    public: bool = False
    permissions: frozenset[Permission] = frozenset()


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in actor. Raises PermissionDenied for a stranger."""
    user: Any = request.user
    if not user.is_authenticated:
        raise PermissionDenied
    return user.actor


def public(view: View) -> View:
    """Anyone may enter, signed in or not."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Only those whose role carries all of `permissions`; strangers are asked to sign in first."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            actor = actor_of(request)
            if not all(actor.can(permission) for permission in permissions):
                raise PermissionDenied
            if Permission.OWN_AFFAIRS in permissions and actor.customer_id is None:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = Access(permissions=frozenset(permissions))  # type: ignore[attr-defined]
        return guarded

    return decorate


member_only = requires(Permission.OWN_AFFAIRS)
