"""Which forms are printed, keyed, different, done; and how often does each typist err?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, IntegerField, QuerySet, Sum, Value, When

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.fieldwork.models import KeyedEntry, PaperForm
from hearten.domains.fieldwork.types import FormState
from hearten.domains.surveys.models import Invitation, SurveyVersion
from hearten.domains.surveys.types import ANSWERABLE
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.ids import is_number
from hearten.kernel.text import N_

# A scanned code is an address that ends in #code.page; by hand people type the code alone.
_CODE = re.compile(r"(PF-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])(?:\.\d+)?$")

SPECIMEN = "PF-0000-0000-0"
_WORK_FIRST = (FormState.DIFFERS, FormState.KEYED_ONCE, FormState.PRINTED, FormState.DONE)


@dataclass(frozen=True)
class PaperStanding:
    """The paper sample of a study: to be printed, and forms by state."""

    to_print: int
    by_state: dict[str, int]

    @property
    def printed(self) -> int:
        return sum(self.by_state.values())

    @property
    def done(self) -> int:
        return self.by_state.get(FormState.DONE, 0)

    @property
    def differs(self) -> int:
        return self.by_state.get(FormState.DIFFERS, 0)

    @property
    def keyed_once(self) -> int:
        return self.by_state.get(FormState.KEYED_ONCE, 0)


@dataclass(frozen=True)
class TypistLine:
    """One typist: forms keyed and settled, fields in them, those keyed wrong, and their share (None without fields)."""

    name: str
    forms: int
    fields: int
    wrong: int

    @property
    def rate(self) -> float | None:
        return self.wrong / self.fields if self.fields else None


def paper_standing_for(actor: Actor, study_id: UUID) -> PaperStanding:
    actor.require(Permission.FIELDWORK_DO)
    forms = PaperForm.objects.filter(study_id=study_id)
    waiting = Invitation.objects.filter(study_id=study_id, channel="paper", state__in=ANSWERABLE)
    waiting = waiting.exclude(pk__in=forms.values("invitation_id"))
    counted = forms.order_by().values_list("state").annotate(n=Count("pk"))
    return PaperStanding(to_print=waiting.count(), by_state=dict(counted))


def forms_for(actor: Actor, study_id: UUID, *, state: str = "") -> QuerySet[PaperForm]:
    """The forms of a study (only those in `state`, if given), those to be worked on first: different, keyed once, still out, done."""
    actor.require(Permission.FIELDWORK_DO)
    rows = PaperForm.objects.filter(study_id=study_id).select_related(
        "invitation__survey", "invitation__study", "invitation__customer"
    )
    if state:
        rows = rows.filter(state=state)
    place = Case(
        *(When(state=one, then=Value(number)) for number, one in enumerate(_WORK_FIRST)),
        output_field=IntegerField(),
    )
    return rows.order_by(place, "code")


def form_for(actor: Actor, form_id: UUID) -> PaperForm:
    """One form. Raises NotFound."""
    actor.require(Permission.FIELDWORK_DO)
    rows = PaperForm.objects.select_related("invitation__survey", "invitation__study", "invitation__customer")
    found = rows.filter(pk=form_id).first()
    if found is None:
        raise NotFound(N_("There is no such form."))
    return found


def find_form_for(actor: Actor, typed: str) -> PaperForm:
    """The form whose code was typed or scanned. Raises Invalid for a mistyped code, NotFound for one we have not given out."""
    actor.require(Permission.FIELDWORK_DO)
    match = _CODE.search(typed.strip().upper())
    if match is None or not is_number(match.group(1)):
        raise Invalid(
            N_("This is not the code of a form; a character may be mistyped."),
            field="code",
            hint=N_("It stands at the foot of every page, such as PF-7K3M-9QXC-4."),
        )
    found = PaperForm.objects.filter(code=match.group(1)).first()
    if found is None:
        raise NotFound(N_("There is no such form."))
    return found


def entries_of(form: PaperForm) -> list[KeyedEntry]:
    """Who has keyed it, in turn."""
    return list(KeyedEntry.objects.filter(form=form).order_by("turn"))


def typists_for(actor: Actor, study_id: UUID) -> Sequence[TypistLine]:
    """Typists of a study's forms that are settled, those who err most first."""
    actor.require(Permission.FIELDWORK_DO)
    rows = (
        KeyedEntry.objects.filter(form__study_id=study_id, form__state=FormState.DONE, turn__lte=2)
        .values("typist_id", "typist_name")
        .annotate(n=Count("pk"), filled=Sum("fields"), off=Sum("wrong"))
    )
    lines = [TypistLine(row["typist_name"], row["n"], row["filled"], row["off"]) for row in rows]
    return sorted(lines, key=lambda line: (-(line.rate or 0), line.name))


def specimen(version: SurveyVersion, *, language: str, now: datetime) -> PaperForm:
    """A form of no person, to look at or to hand out for a test; it is kept nowhere and can't be keyed."""
    nobody = Invitation(survey=version, context={}, created_at=now, due_at=now)
    return PaperForm(invitation=nobody, code=SPECIMEN, language=language, printed_at=now)
