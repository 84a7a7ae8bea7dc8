"""A random mark that a browser keeps, so that the same device answering twice within a study is noticed."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse

DEVICE_COOKIE = "ht_device"
_DAYS = 90
_LONGEST = 64


def device_of(request: HttpRequest) -> str:
    """What tells this device from others: its own mark, else where it is and what it says it is."""
    mark = request.COOKIES.get(DEVICE_COOKIE, "")[:_LONGEST]
    return mark or f"{request.META.get('REMOTE_ADDR', '')} {request.headers.get('User-Agent', '')}"


def with_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, with a mark to keep for a browser that has none."""
    if DEVICE_COOKIE not in request.COOKIES:
        response.set_cookie(
            DEVICE_COOKIE,
            secrets.token_urlsafe(16),
            max_age=_DAYS * 86_400,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response
