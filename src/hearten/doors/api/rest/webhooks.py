"""The address that payment providers call. A message says who sent it by its signature, not by a session."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hearten.base.accounts.access import public
from hearten.base.payments.services import receive_webhook
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, NotFound

_LONGEST_BODY = 64 * 1024


@public
@csrf_exempt
@require_POST
def payment_webhook(request: HttpRequest, provider: str) -> JsonResponse:
    """Take a provider's notification; sending it again is harmless."""
    if int(request.headers.get("Content-Length") or 0) > _LONGEST_BODY:
        return JsonResponse({"error": "too_large"}, status=413)
    try:
        taken = receive_webhook(
            provider_name=provider, headers=dict(request.headers), body=request.body, now=utc_now()
        )
    except NotFound as error:
        return JsonResponse({"error": error.code}, status=404)
    except HeartenError as error:
        return JsonResponse({"error": error.code}, status=400)
    return JsonResponse({"taken": taken})
