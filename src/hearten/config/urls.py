"""All addresses."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, reverse
from django.views.i18n import JavaScriptCatalog

from hearten.base.accounts.access import public
from hearten.base.accounts.types import Permission
from hearten.doors.api.fhir.urls import urlpatterns as fhir_patterns
from hearten.doors.api.rest.api import api
from hearten.doors.api.rest.webhooks import payment_webhook
from hearten.doors.api.tables.urls import urlpatterns as hospital_patterns


@public
def home(request: HttpRequest) -> HttpResponse:
    """The front door: staff to the desk, members to their app, everyone else to the shop window."""
    user = request.user
    if user.is_authenticated:
        door = "desk:today" if user.actor.can(Permission.DESK_ENTER) else "member:home"
        return HttpResponseRedirect(reverse(door))
    return HttpResponseRedirect(reverse("member:shop"))


urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jsi18n/", public(JavaScriptCatalog.as_view(packages=["hearten.doors.components"])), name="jsi18n"),
    path("", include("hearten.doors.components.urls")),
    path("app/", include(("hearten.doors.member.urls", "member"))),
    path("demo/", include(("hearten.doors.demo.urls", "demo"))),
    path("desk/", include(("hearten.doors.desk.urls", "desk"))),
    path("api/v1/", api.urls),
    path("api/payments/webhook/<slug:provider>", payment_webhook, name="payment_webhook"),
    path("api/hospital/", include((hospital_patterns, "hospital"))),
    path("fhir/", include((fhir_patterns, "fhir"))),
]

handler400 = "hearten.doors.components.views.bad_request"
handler403 = "hearten.doors.components.views.forbidden"
handler404 = "hearten.doors.components.views.not_found"
handler500 = "hearten.doors.components.views.server_error"
