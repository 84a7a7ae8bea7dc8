"""How does a questionnaire come about: begun from something, changed step by step, taken back, published?"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys import editing
from hearten.domains.surveys.building import blank_document
from hearten.domains.surveys.design_types import ChangeKind, DesignState, MovedOn
from hearten.domains.surveys.drafting import check_draft
from hearten.domains.surveys.library import library_document
from hearten.domains.surveys.models import DesignChange, SurveyDesign, SurveyVersion
from hearten.domains.surveys.reading import check_document
from hearten.domains.surveys.selectors.designs import changes_since, get_design_for, undo_and_redo
from hearten.domains.surveys.services.documents import store_version
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_


@transaction.atomic
def begin_blank(*, code: str, name: dict[str, str], by: Actor, now: datetime) -> SurveyDesign:
    """An empty questionnaire under a code of its own. Raises Invalid when the code is no code, Conflict when taken."""
    return _begin(blank_document(code, name), code=code, by=by, now=now)


@transaction.atomic
def begin_from_template(*, template: str, code: str, by: Actor, now: datetime) -> SurveyDesign:
    """A questionnaire from the library. Raises NotFound, or Conflict when the code is taken."""
    document = {**library_document(template), "code": code}
    return _begin(document, code=code, by=by, now=now, template=template)


@transaction.atomic
def begin_copy(*, design_id: UUID, code: str, by: Actor, now: datetime) -> SurveyDesign:
    """The same questionnaire under another code. Raises NotFound, Conflict."""
    design = get_design_for(by, design_id)
    return _begin({**design.document, "code": code}, code=code, by=by, now=now, template=design.template)


@transaction.atomic
def continue_survey(*, code: str, by: Actor, now: datetime) -> SurveyDesign:
    """The design of a survey that is being asked, begun from its newest version when there is none yet."""
    by.require(Permission.SURVEYS_EDIT)
    found = SurveyDesign.objects.filter(code=code).exclude(state=DesignState.RETIRED).first()
    if found:
        return found
    newest = SurveyVersion.objects.filter(code=code).order_by("-version").first()
    if newest is None:
        raise NotFound(N_("There is no survey called “%(code)s”."), code=code[:40])
    return _create(newest.document, by=by, now=now, published=newest.version)


@transaction.atomic
def change_design(
    *, design_id: UUID, revision: int, operation: dict[str, Any], by: Actor, now: datetime
) -> SurveyDesign:
    """Make one change (see `editing`). Raises MovedOn when `revision` is not the newest, Invalid for what fits nowhere."""
    design = _locked(design_id, revision, by)
    edited = editing.apply(design.document, operation)
    if _frozen(edited.document) != _frozen(design.document):
        raise Invalid(N_("A survey's code and version do not change."), field="code")
    return _keep(design, ChangeKind.EDIT, edited, operation, by=by, now=now)


@transaction.atomic
def undo_change(*, design_id: UUID, revision: int, by: Actor, now: datetime) -> SurveyDesign:
    """Take back the last change that has not been taken back. Raises Invalid when there is none, MovedOn."""
    design = _locked(design_id, revision, by)
    return _step(design, ChangeKind.UNDO, undo_and_redo(design.pk).undo, by=by, now=now)


@transaction.atomic
def redo_change(*, design_id: UUID, revision: int, by: Actor, now: datetime) -> SurveyDesign:
    """Make again what was taken back last. Raises Invalid when there is nothing, MovedOn."""
    design = _locked(design_id, revision, by)
    return _step(design, ChangeKind.REDO, undo_and_redo(design.pk).redo, by=by, now=now)


@transaction.atomic
def note_design(*, design_id: UUID, notes: str, by: Actor, now: datetime) -> SurveyDesign:
    """Keep what colleagues should know about this questionnaire."""
    design = _locked(design_id, None, by)
    design.notes, design.changed_at = notes.strip()[:4000], now
    design.save(update_fields=["notes", "changed_at"])
    return design


@transaction.atomic
def publish_design(*, design_id: UUID, revision: int, by: Actor, now: datetime) -> SurveyVersion:
    """Make the draft the survey's next version. Raises Invalid with the first thing that can't be asked, MovedOn."""
    design = _locked(design_id, revision, by)
    if design.state == DesignState.PUBLISHED:
        raise Invalid(N_("Nothing has been changed since the last version."), field="revision")
    newest = SurveyVersion.objects.filter(code=design.code).order_by("-version").first()
    document = {**design.document, "version": newest.version + 1 if newest else 1}
    check_document(document)
    version = store_version(document, now=now)
    design.document, design.state = document, DesignState.PUBLISHED
    design.published_version = version.version
    _write(design, ChangeKind.PUBLISHED, {"version": version.version}, {}, by=by, now=now)
    return version


@transaction.atomic
def retire_design(*, design_id: UUID, revision: int, by: Actor, now: datetime) -> SurveyDesign:
    """Put the design away; versions that were published stay, with their answers. Its code becomes free."""
    design = _locked(design_id, revision, by)
    design.state = DesignState.RETIRED
    _write(design, ChangeKind.RETIRED, {}, {}, by=by, now=now)
    return design


def _begin(
    document: dict[str, Any], *, code: str, by: Actor, now: datetime, template: str = ""
) -> SurveyDesign:
    by.require(Permission.SURVEYS_EDIT)
    open_design = SurveyDesign.objects.filter(code=code).exclude(state=DesignState.RETIRED)
    if open_design.exists() or SurveyVersion.objects.filter(code=code).exists():
        raise Conflict(
            N_("There is a survey with the code “%(code)s” already."),
            field="code",
            hint=N_("Choose another code, or change that survey."),
            code=code[:40],
        )
    return _create(document, by=by, now=now, template=template)


def _create(
    document: dict[str, Any], *, by: Actor, now: datetime, template: str = "", published: int | None = None
) -> SurveyDesign:
    draft = editing.normal_form({**document, "version": published or 1})
    check_draft(draft)
    design = SurveyDesign(
        code=draft["code"],
        document=draft,
        revision=0,
        state=DesignState.PUBLISHED if published else DesignState.DRAFT,
        published_version=published,
        template=template,
        owner_id=by.user_id,
        owner_name=by.name[:80],
        created_at=now,
        changed_at=now,
    )
    return _write(design, ChangeKind.CREATED, {}, {}, by=by, now=now)


def _locked(design_id: UUID, revision: int | None, by: Actor) -> SurveyDesign:
    by.require(Permission.SURVEYS_EDIT)
    design = SurveyDesign.objects.select_for_update().filter(pk=design_id).first()
    if design is None:
        raise NotFound(N_("There is no such questionnaire."))
    if design.state == DesignState.RETIRED:
        raise Conflict(N_("This questionnaire is retired; begin a copy to change it."))
    if revision is not None and revision != design.revision:
        raise MovedOn(changes_since(design.pk, revision), design.revision)
    return design


def _step(
    design: SurveyDesign, kind: ChangeKind, operation: dict[str, Any] | None, *, by: Actor, now: datetime
) -> SurveyDesign:
    if operation is None:
        raise Invalid(N_("There is nothing to take back or to make again."), field="operation")
    edited = editing.apply(design.document, operation)
    return _keep(design, kind, edited, operation, by=by, now=now)


def _keep(
    design: SurveyDesign,
    kind: ChangeKind,
    edited: editing.Edited,
    operation: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> SurveyDesign:
    check_draft(edited.document)
    design.document, design.state = edited.document, DesignState.DRAFT
    return _write(design, kind, operation, edited.inverse, by=by, now=now)


def _write(
    design: SurveyDesign,
    kind: ChangeKind,
    operation: dict[str, Any],
    inverse: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> SurveyDesign:
    design.revision += 1
    design.changed_at = now
    design.save()
    DesignChange.objects.create(
        design=design,
        revision=design.revision,
        kind=kind,
        operation=operation,
        inverse=inverse,
        by_id=by.user_id,
        by_name=by.name[:80],
        at=now,
    )
    return design


def _frozen(document: dict[str, Any]) -> tuple[Any, Any]:
    return document.get("code"), document.get("version")
