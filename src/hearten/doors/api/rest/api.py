"""The REST interface. Its documentation is at /api/v1/docs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.security import django_auth

from hearten import __version__
from hearten.doors.api.rest.policies import router as policies
from hearten.kernel.errors import Conflict, HeartenError, NotAllowed, NotFound, Unavailable

api = NinjaAPI(title="Hearten", version=__version__, urls_namespace="rest", auth=django_auth)
api.add_router("", policies)

_STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 409, Unavailable: 503}
_BAD_REQUEST = 400


@api.exception_handler(HeartenError)
def say_what_is_wrong(request: HttpRequest, error: HeartenError) -> HttpResponse:
    """Every refusal has a code for machines, a sentence for people, and the field where there is one."""
    status = next((number for kind, number in _STATUS.items() if isinstance(error, kind)), _BAD_REQUEST)
    parts = [
        _(part) % error.params if error.params else _(part) for part in (error.message, error.hint) if part
    ]
    body = {"code": error.code, "message": " ".join(parts), "field": error.field}
    return api.create_response(request, body, status=status)
