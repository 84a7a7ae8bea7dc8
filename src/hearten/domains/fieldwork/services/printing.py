"""Who of a study gets a form on paper, and which code does it carry?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append_many
from hearten.base.ledger.types import Record
from hearten.domains.fieldwork.models import PaperForm
from hearten.domains.fieldwork.types import FORM_PRINTED
from hearten.domains.surveys.models import Invitation, Study
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.types import ANSWERABLE, ItemKind
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.text import N_

MOST_AT_ONCE = 100


@transaction.atomic
def print_forms(*, study_id: UUID, by: Actor, now: datetime, most: int = MOST_AT_ONCE) -> list[PaperForm]:
    """Make the forms of those of the paper sample who have none yet, at most `most`; returns these. Run again, the next ones.

    Raises Invalid when the questionnaire asks for something that paper can't take.
    """
    by.require(Permission.FIELDWORK_DO)
    study = Study.objects.select_related("survey").filter(pk=study_id).first()
    if study is None:
        raise NotFound(N_("There is no such study."))
    for item in compile_survey(study.survey.document).items:
        if item.kind is ItemKind.FILE and item.required:
            raise Invalid(
                N_("“%(question)s” asks for a file, which can't be given on paper."),
                field=item.code,
                hint=N_("Make the question free to answer, or ask over another channel."),
                question=item.code,
            )
    rows = (
        Invitation.objects.select_related("customer")
        .filter(study=study, channel="paper", state__in=ANSWERABLE, customer__isnull=False)
        .exclude(pk__in=PaperForm.objects.filter(study=study).values("invitation_id"))
        .order_by("pk")
        .select_for_update(of=("self",), skip_locked=True)[:most]
    )
    forms = [_form(row, study, by=by, now=now) for row in rows]
    PaperForm.objects.bulk_create(forms)
    append_many(
        Record(kind=FORM_PRINTED, subject_id=form.invitation.customer_id, actor=by.label, occurred_at=now, about=form.code)
        for form in forms
        if form.invitation.customer_id
    )  # fmt: skip
    return forms


def _form(row: Invitation, study: Study, *, by: Actor, now: datetime) -> PaperForm:
    identity = new_id()
    language = row.customer.language if row.customer else "zh-hans"
    return PaperForm(
        id=identity,
        invitation=row,
        study=study,
        code=new_number("PF", identity),
        language=language,
        printed_at=now,
        printed_by=by.label,
    )
