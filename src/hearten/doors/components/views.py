"""Pages that belong to no room: errors, preferences, what an installed app needs, and the page of all parts."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import public
from hearten.base.accounts.services import set_preferences
from hearten.doors.components.gallery import gallery

ASSETS = (
    "vendor/tabler/css/tabler.min.css",
    "vendor/htmx/htmx.min.js",
    "components/tokens.css",
    "components/base.css",
    "components/member.css",
    "components/app.js",
    "components/charts.plane.js",
    "components/charts.js",
    "components/icons/favicon.svg",
)
YEAR = 60 * 60 * 24 * 365


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without asking who is there: what broke may be the database."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


@public
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What an installed app shows when there is no network."""
    return render(request, "errors/offline.html")


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of this visit, and of the account when there is one."""
    language = request.POST.get("language", "")
    answer = HttpResponseRedirect(_next(request))
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
        if request.user.is_authenticated:
            set_preferences(user=request.user, language=language)
    return answer


@public
@require_POST
def set_large_type(request: HttpRequest) -> HttpResponse:
    """Large type on or off: kept with the account, or in a cookie for a stranger (M1)."""
    on = request.POST.get("on") == "1"
    answer = HttpResponseRedirect(_next(request))
    if request.user.is_authenticated:
        set_preferences(user=request.user, large_type=on)
    answer.set_cookie("type", "large" if on else "normal", max_age=YEAR, samesite="Lax")
    return answer


@public
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to install the member's app."""
    name = _("Hearten")
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "description": _("Your cover, claims and health in one place."),
            "lang": "zh-Hans" if translation.get_language() == "zh-hans" else "en",
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#fbf9f6",
            "theme_color": "#fbf9f6",
            "icons": [
                _icon("icon-192.png", 192),
                _icon("icon-512.png", 512),
                _icon("icon-512.png", 512, "maskable"),
            ],
        },
        content_type="application/manifest+json",
    )


def _icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    return {
        "src": static(f"components/icons/{name}"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@public
@never_cache
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps what pages are made of; its name changes when any of them does."""
    context = {
        "version": _assets_version(),
        "assets": [static(asset) for asset in ASSETS],
        "offline": reverse("offline"),
        "static": settings.STATIC_URL,
    }
    return render(request, "components/sw.js", context, content_type="text/javascript")


@lru_cache
def _assets_version() -> str:
    digest = hashlib.sha256()
    for asset in ASSETS:
        if path := finders.find(asset):
            digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:12]


@public
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every part in each state, for those who build pages; not there in production."""
    if not settings.DEBUG:
        raise Http404
    shell = "desk" if request.GET.get("shell") == "desk" else "member"
    return render(request, f"components/gallery/{shell}.html", gallery())


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("home")
