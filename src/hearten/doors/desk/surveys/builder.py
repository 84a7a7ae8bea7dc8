"""The builder: questions on the left, the chosen one in the middle, the phone and what is to be mended on the right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys import services
from hearten.domains.surveys.building import item_codes
from hearten.domains.surveys.design_types import DesignState, MovedOn
from hearten.domains.surveys.drafting import completeness, missing_before_asking
from hearten.domains.surveys.models import SurveyDesign
from hearten.domains.surveys.questionnaire import ITEM_LABELS
from hearten.domains.surveys.selectors import get_design_for, history_for, undo_and_redo
from hearten.domains.surveys.selectors.wording import check_wording
from hearten.doors.components.sentences import say, sentence
from hearten.doors.desk.surveys.acts import FORM, PAGE, make_change
from hearten.doors.desk.surveys.changes import change_words, place_words
from hearten.doors.desk.surveys.editor import editor
from hearten.doors.desk.surveys.findings import findings_of, problem_place
from hearten.doors.desk.surveys.jargon import glossary_terms
from hearten.doors.desk.surveys.outline import outline
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid

_BAD_INPUT, _MOVED_ON = 422, 409


@requires(Permission.SURVEYS_EDIT)
@require_GET
def design(request: HttpRequest, design_id: UUID) -> HttpResponse:
    """The builder's page; for htmx only the editor of what was chosen, with the list beside it."""
    found = get_design_for(actor_of(request), design_id)
    context = _context(found, request.GET.get("chosen", ""))
    if request.headers.get("HX-Request"):
        return render(request, "desk/surveys/builder/_chosen.html", context)
    context["kinds"] = [(kind.value, _(word)) for kind, word in ITEM_LABELS.items()]
    return render(request, "desk/surveys/builder/builder.html", context)


@requires(Permission.SURVEYS_EDIT)
@require_POST
def design_change(request: HttpRequest, design_id: UUID) -> HttpResponse:
    """Make one change; answers with the parts of the page that it moved."""
    actor, chosen = actor_of(request), request.POST.get("chosen", "")
    try:
        found, next_chosen = make_change(
            design_id,
            revision=_revision(request),
            posted=request.POST.get("change", ""),
            by=actor,
            now=utc_now(),
        )
    except MovedOn as error:
        return _conflict(request, actor, design_id, error)
    except (Invalid, Conflict) as error:
        context = {"refused": sentence(error), **_context(get_design_for(actor, design_id), chosen)}
        return render(request, "desk/surveys/builder/_changed.html", context, status=_BAD_INPUT)
    context = _context(found, next_chosen or chosen)
    context["redraw"] = bool(next_chosen) or "redraw" in request.POST
    return render(request, "desk/surveys/builder/_changed.html", context)


@requires(Permission.SURVEYS_EDIT)
@require_POST
def design_publish(request: HttpRequest, design_id: UUID) -> HttpResponse:
    """Make it the survey's next version, or say what is still missing."""
    actor = actor_of(request)
    try:
        version = services.publish_design(
            design_id=design_id, revision=_revision(request), by=actor, now=utc_now()
        )
    except (Invalid, Conflict) as error:
        status = _MOVED_ON if isinstance(error, Conflict) else _BAD_INPUT
        found = get_design_for(actor, design_id)
        context = _context(found, request.POST.get("chosen", "")) | {"not_published": sentence(error)}
        context["kinds"] = [(kind.value, _(word)) for kind, word in ITEM_LABELS.items()]
        return render(request, "desk/surveys/builder/builder.html", context, status=status)
    return redirect(f"{reverse('desk:survey', args=[version.code])}?version={version.version}")


@requires(Permission.SURVEYS_EDIT)
@require_POST
def design_retire(request: HttpRequest, design_id: UUID) -> HttpResponse:
    """Put it away; what was published stays."""
    services.retire_design(
        design_id=design_id, revision=_revision(request), by=actor_of(request), now=utc_now()
    )
    return redirect("desk:surveys")


@requires(Permission.SURVEYS_VIEW)
@require_GET
def design_history(request: HttpRequest, design_id: UUID) -> HttpResponse:
    """Who changed what, newest first."""
    actor = actor_of(request)
    found = get_design_for(actor, design_id)
    rows = [change_words(change, found.document) for change in history_for(actor, design_id, most=200)]
    context = {"design": found, "name": name_of(found), "rows": rows}
    return render(request, "desk/surveys/history.html", context)


def name_of(found: SurveyDesign) -> str:
    """The survey's name in the reader's language; its code while it has none."""
    name: str = found.document["name"]["en" if (get_language() or "").startswith("en") else "zh"]
    return name or found.code


def _context(found: SurveyDesign, chosen: str) -> dict[str, Any]:
    document = found.document
    pages = [f"{PAGE}{page['code']}" for page in document["pages"]]
    if chosen not in {*item_codes(document), *pages, FORM}:
        chosen = (item_codes(document) or [FORM])[0]
    check = check_wording(document, glossary_terms())
    missing = missing_before_asking(document)
    whole = completeness(document)
    steps = undo_and_redo(found.pk)
    return {
        "design": found,
        "name": name_of(found),
        "chosen": chosen,
        "retired": found.state == DesignState.RETIRED,
        "pages": outline(document, chosen, check, whole),
        "editor": editor(document, chosen),
        "findings": findings_of(check, document, chosen),
        "missing": _missing(missing, document),
        "minutes": check.minutes,
        "languages": _languages(whole),
        "may_undo": steps.undo is not None,
        "may_redo": steps.redo is not None,
    }


def _missing(problem: Invalid | None, document: dict[str, Any]) -> dict[str, str] | None:
    """What stands in the way of publishing: the sentence, where it is in words, and what to choose to mend it."""
    if problem is None:
        return None
    chosen, where = problem_place(problem.field or "", document)
    return {"sentence": say(problem.message, problem.hint, problem.params), "where": where, "chosen": chosen}


def _languages(whole: Any) -> list[dict[str, Any]]:
    words = {"zh": _("Chinese"), "en": _("English")}
    return [
        {"word": words[code], "written": n, "of": whole.texts, "whole": n == whole.texts}
        for code, n in whole.written.items()
    ]


def _conflict(request: HttpRequest, actor: Actor, design_id: UUID, error: MovedOn) -> HttpResponse:
    found = get_design_for(actor, design_id)
    context = {
        "sentence": sentence(error),
        "changes": [change_words(change, found.document) for change in error.changes][-5:],
        "revision": error.revision,
        "mine": request.POST.get("change", ""),
        "place": place_words(request.POST.get("change", ""), found.document),
    }
    return render(request, "desk/surveys/builder/_conflict.html", context, status=_MOVED_ON)


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004
