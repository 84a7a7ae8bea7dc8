"""The open link of a study as a QR code: to download, and as a poster to print."""

from __future__ import annotations

import io
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.surveys.field_types import LinkKind
from hearten.domains.surveys.models import Study
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.selectors.studies import get_study_for
from hearten.domains.surveys.services.sending import open_link_token

# The middle level of error correction survives a fold or a stain on paper.
_ERROR_LEVEL = "m"
_PNG_SCALE, _BORDER = 12, 4


def open_address(study: Study) -> str:
    """The address that the open link leads to; empty before the launch."""
    if study.link != LinkKind.OPEN or not study.open_token_number:
        return ""
    return f"{settings.SITE_ADDRESS}/app/o/{open_link_token(study.pk, study.open_token_number)}"


def qr_svg(address: str, *, scale: int = 6) -> str:
    """A QR code as an SVG drawing."""
    out = io.BytesIO()
    segno.make(address, error=_ERROR_LEVEL).save(
        out, kind="svg", scale=scale, border=_BORDER, xmldecl=False, svgclass="qr", lineclass=None, omitsize=True
    )  # fmt: skip
    return out.getvalue().decode()


@requires(Permission.SURVEYS_VIEW)
@require_GET
def study_qr(request: HttpRequest, study_id: UUID, kind: str) -> HttpResponse:
    """The code to download, as a drawing (svg) or a picture (png)."""
    address = open_address(get_study_for(actor_of(request), study_id))
    if not address:
        raise Http404
    if kind == "svg":
        answer = HttpResponse(qr_svg(address), content_type="image/svg+xml")
    else:
        out = io.BytesIO()
        segno.make(address, error=_ERROR_LEVEL).save(out, kind="png", scale=_PNG_SCALE, border=_BORDER)
        answer = HttpResponse(out.getvalue(), content_type="image/png")
    answer["Content-Disposition"] = f'attachment; filename="qr-{study_id}.{kind}"'
    return answer


@requires(Permission.SURVEYS_VIEW)
@require_GET
def study_poster(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """A page to print and hang up, in both languages."""
    study = get_study_for(actor_of(request), study_id)
    address = open_address(study)
    if not address:
        raise Http404
    survey = compile_survey(study.survey.document)
    texts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts.append(
                {
                    "language": language,
                    "name": survey.name.in_language(language),
                    "notice": survey.privacy_notice.in_language(language),
                    "scan": _("Scan the code. It takes about %(minutes)s min.") % {"minutes": survey.minutes},
                }
            )
    context = {
        "study": study,
        "texts": texts,
        "address": address,
        "code": mark_safe(qr_svg(address)),
    }
    return render(request, "desk/studies/poster.html", context)
