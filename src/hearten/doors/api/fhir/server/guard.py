"""Who may ask? A partner's key with the scope for it; every request leaves one line in the access log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from hearten.base.accounts.types import Actor
from hearten.domains.partners.models import ApiKey
from hearten.domains.partners.services import check_rate, check_scope, note_call, open_with
from hearten.domains.partners.types import Scope
from hearten.doors.api.fhir.server.answering import refusal
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, NotAllowed, Unavailable

View = Callable[..., HttpResponseBase]
_SCHEME = "bearer "


@dataclass(frozen=True)
class Caller:
    """A partner's system that has shown its key."""

    actor: Actor
    key: ApiKey

    def require(self, scope: Scope) -> None:
        """Raises NotAllowed when the key does not open this."""
        check_scope(self.key, scope)


def partner_only(*scopes: Scope, refuse: Callable[..., HttpResponse] = refusal) -> Callable[[View], View]:
    """Only with a key that has one of `scopes`; the view is told the caller.

    `refuse` says an error in the form that the callers of this address read.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            now = utc_now()
            try:
                key, actor = open_with(_secret(request), now=now)
                check_rate(key, now=now)
            except NotAllowed as error:
                response = refuse(error, HTTPStatus.UNAUTHORIZED)
                response.headers["WWW-Authenticate"] = 'Bearer realm="hearten"'
                return response
            except Unavailable as error:
                response = refuse(error)
                response.headers["Retry-After"] = "60"
                return response
            action, status = f"{request.method} {view.__name__}", HTTPStatus.INTERNAL_SERVER_ERROR.value
            try:
                _check_any(key, scopes)
                answered = view(request, Caller(actor, key), *args, **kwargs)
                status = answered.status_code
            except HeartenError as error:
                answered = refuse(error)
                status = answered.status_code
            finally:
                note_call(key, action=action, status=status, now=now)
            return answered

        return guarded

    return decorate


def _secret(request: HttpRequest) -> str:
    given = request.headers.get("Authorization", "")
    return given[len(_SCHEME) :].strip() if given.lower().startswith(_SCHEME) else ""


def _check_any(key: ApiKey, scopes: tuple[Scope, ...]) -> None:
    if not any(scope.value in key.scopes for scope in scopes):
        check_scope(key, scopes[0])
