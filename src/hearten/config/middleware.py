"""What every answer passes through."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation

from hearten.doors.components.sentences import sentence
from hearten.kernel.errors import Conflict, HeartenError, NotAllowed, NotFound, Unavailable

GetResponse = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
_STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 409, Unavailable: 503}


class ContentSecurityPolicyMiddleware:
    """Only our own scripts run."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response


class StaticGZipMiddleware(GZipMiddleware):
    """Style sheets and scripts travel small, for poor networks (M1). Pages about people are not compressed (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.path.startswith(settings.STATIC_URL):
            return response
        return super().process_response(request, response)


class UserLanguageMiddleware:
    """A signed-in person's own language wins over the browser's, unless the visit chose one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if not chosen and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class HeartenErrorMiddleware:
    """An error that a form did not catch becomes a page (or a fragment) with a sentence and the right status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, HeartenError):
            return None
        status = next((code for kind, code in _STATUS.items() if isinstance(exception, kind)), 400)
        return render(request, "errors/sentence.html", {"sentence": sentence(exception)}, status=status)
