"""The real answering page for somebody who tries it: same templates, nothing kept."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.surveys.selectors import get_design_for


@requires(Permission.SURVEYS_EDIT)
@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD", "POST"])
def design_preview(request: HttpRequest, design_id: UUID) -> HttpResponse:
    """What a member would see of the draft."""
    get_design_for(actor_of(request), design_id)
    return HttpResponse("")
