"""Two versions of a survey side by side: what was added, taken out, written differently, moved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.surveys.comparing import Difference, compare_documents
from hearten.domains.surveys.models import SurveyVersion
from hearten.domains.surveys.selectors import list_versions_for
from hearten.kernel.text import N_

_KINDS = {
    "added": (N_("Added"), "good"),
    "removed": (N_("Taken out"), "bad"),
    "changed": (N_("Changed"), "warn"),
    "moved": (N_("Moved"), "info"),
}


@requires(Permission.SURVEYS_VIEW)
@require_GET
def survey_versions(request: HttpRequest, code: str) -> HttpResponse:
    """What differs between two versions, by default the newest two."""
    versions = list_versions_for(actor_of(request), code)
    new = _chosen(versions, request.GET.get("to"), versions[0])
    old = _chosen(versions, request.GET.get("from"), versions[min(1, len(versions) - 1)])
    differences = compare_documents(old.document, new.document)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    context = {
        "code": code,
        "name": new.document["name"][language],
        "versions": versions,
        "old": old,
        "new": new,
        "rows": [_row(difference, language) for difference in differences],
        "comparable": sum(d.kind == "changed" and d.part == "text" for d in differences),
    }
    return render(request, "desk/surveys/versions.html", context)


def _chosen(versions: list[SurveyVersion], text: str | None, usual: SurveyVersion) -> SurveyVersion:
    return next((version for version in versions if str(version.version) == text), usual)


def _row(difference: Difference, language: str) -> dict[str, Any]:
    word, tone = _KINDS[difference.kind]
    return {
        "kind": difference.kind,
        "word": _(word),
        "tone": tone,
        "item": difference.item,
        "name": difference.name.get(language, "") or difference.item,
        "part": difference.part,
        "before": difference.before,
        "after": difference.after,
    }
