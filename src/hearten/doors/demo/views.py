"""What the demo insurer offers to its own members only."""

from __future__ import annotations

import secrets
from datetime import timedelta

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, member_only
from hearten.domains.customers.types import Sex
from hearten.doors.demo.membership import demo_member
from hearten.doors.demo.pictures import CONTENT_TYPE, picture_of
from hearten.doors.demo.sample_bill import draw_bill

_FRESH_DAYS, _DEARER = 6, 3


@member_only
@never_cache
@require_GET
def sample_bill(request: HttpRequest) -> HttpResponse:
    """A bill of the last days, made out to the member who asks; another one each time."""
    member = demo_member(actor_of(request))
    if member is None:
        raise Http404
    rng = np.random.default_rng(secrets.randbits(64))
    bill = draw_bill(
        rng,
        payer=member.name,
        female=member.sex == Sex.FEMALE,
        day=timezone.localdate() - timedelta(days=int(rng.integers(1, _FRESH_DAYS))),
        scale=_DEARER,
    )
    answer = HttpResponse(picture_of(bill), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="sample-bill-{bill.number[-4:]}.jpg"'
    return answer
