"""Which sections does a report have, over whose answers?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.reports.models import Report
from hearten.domains.reports.services.common import LONGEST_NAME, name_of, note_ledger, report_of
from hearten.domains.reports.types import REPORT_CHANGED, REPORT_MADE, Section
from hearten.domains.surveys.questionnaire import ItemKind, Survey
from hearten.domains.surveys.selectors import list_versions_for
from hearten.domains.surveys.selectors.invitations import compiled
from hearten.domains.surveys.selectors.studies import get_study_for
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.given import clean_words, one_of
from hearten.kernel.text import N_

MOST_MONTHS = 36
_RATINGS = {ItemKind.MATRIX, ItemKind.SERVQUAL}
_OVERALL = {ItemKind.CSAT, ItemKind.NPS, ItemKind.EFFORT, ItemKind.SCALE}


def usual_sections(survey: Survey) -> tuple[Section, ...]:
    """The sections that make sense for what a survey asks."""
    kinds = {item.kind for item in survey.items}
    if_asked = {
        Section.SCORES: kinds & _OVERALL,
        Section.DRIVERS: kinds & _OVERALL and kinds & _RATINGS,
        Section.SERVQUAL: ItemKind.SERVQUAL in kinds,
        Section.KANO: ItemKind.KANO in kinds,
        Section.PREFERENCES: ItemKind.MAXDIFF in kinds,
        Section.SEGMENTS: kinds & _RATINGS,
        Section.COMPARISONS: kinds & _OVERALL,
        Section.TREND: kinds & _OVERALL,
        Section.FACTORS: kinds & _RATINGS,
        Section.WORDS: ItemKind.TEXT in kinds,
    }
    return tuple(section for section in Section if if_asked.get(section, True))


@transaction.atomic
def make_report(
    *,
    name: str,
    by: Actor,
    now: datetime,
    client_token: str,
    study_id: UUID | None = None,
    survey_code: str = "",
    months: int | None = None,
) -> Report:
    """Compose a report of a study, or of the last `months` of a survey, with its usual sections.

    The same `client_token` again (a form sent twice) gives back the first. Raises Invalid or NotFound.
    """
    by.require(Permission.REPORTS_EDIT)
    if bool(study_id) == bool(survey_code):
        raise Invalid(N_("A report is about one study or one survey."), field="about", hint=N_("Choose one."))
    if survey_code and not 1 <= (months or 0) <= MOST_MONTHS:
        raise Invalid(N_("Choose between 1 and %(most)s months."), field="months", most=MOST_MONTHS)
    about = {"study_id": study_id} if study_id else {"survey_code": survey_code, "months": months}
    try:
        with transaction.atomic():
            report = Report.objects.create(
                name=clean_words(name, field="name", most=LONGEST_NAME),
                **about,
                sections=[s.value for s in usual_sections(_survey(by, study_id, survey_code))],
                made_at=now,
                made_by=name_of(by),
                client_token=client_token,
            )
    except IntegrityError:
        return Report.objects.get(client_token=client_token)
    note_ledger(report, REPORT_MADE, by=by, now=now, sections=report.sections)
    return report


@transaction.atomic
def change_report(
    *,
    report_id: UUID,
    name: str,
    sections: Sequence[str],
    weighting: str,
    flagged: str,
    revision: int,
    by: Actor,
    now: datetime,
) -> Report:
    """Give it another name, other sections in the order given. What was made before stays as it is. Raises Invalid, Conflict."""
    report = report_of(report_id, by)
    chosen = [one_of(Section, value, field="sections").value for value in sections]
    if not chosen or len(set(chosen)) != len(chosen):
        raise Invalid(
            N_("A report has at least one section, and each only once."),
            field="sections",
            hint=N_("Tick the sections that you want."),
        )
    changed = Report.objects.filter(pk=report.pk, revision=revision).update(
        name=clean_words(name, field="name", most=LONGEST_NAME),
        sections=chosen,
        weighting=weighting,
        flagged=flagged,
        revision=revision + 1,
    )
    if not changed:
        raise Conflict(N_("Somebody else has changed this meanwhile."), hint=N_("Look again, then repeat."))
    note_ledger(report, REPORT_CHANGED, by=by, now=now, sections=chosen)
    report.refresh_from_db()
    return report


def _survey(by: Actor, study_id: UUID | None, survey_code: str) -> Survey:
    if study_id:
        return compiled(get_study_for(by, study_id).survey)
    return compiled(list_versions_for(by, survey_code)[0])
