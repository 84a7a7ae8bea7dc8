"""A person keeps a doubtful answer, sets it aside, or takes that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.surveys.services.flagging import judge_flags
from hearten.domains.surveys.types import Judgement
from hearten.doors.components.sentences import sentence
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid

_WORDS = {choice.value: choice for choice in Judgement}


@requires(Permission.SURVEYS_FIELD, Permission.INSIGHT_ROWS)
@require_POST
def answers_judge(request: HttpRequest) -> HttpResponse:
    """The flags that were ticked get one judgement, or lose theirs."""
    try:
        flags = judge_flags(
            flag_ids=_numbers(request.POST.getlist("flags")),
            judgement=_WORDS.get(request.POST.get("judgement", "")),
            by=actor_of(request),
            now=utc_now(),
        )
    except Invalid as error:
        messages.error(request, sentence(error))
    else:
        n = len(flags)
        messages.success(request, ngettext("%(n)s flag judged.", "%(n)s flags judged.", n) % {"n": n})
    return HttpResponseRedirect(_back(request))


def _numbers(given: list[str]) -> list[int]:
    # Longer ones are no number of a row.
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 16]  # noqa: PLR2004


def _back(request: HttpRequest) -> str:
    address = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return reverse("desk:studies")
