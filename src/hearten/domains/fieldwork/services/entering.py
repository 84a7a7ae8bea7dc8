"""How does a form on paper become an answer? Keyed by two people, differences settled by a third look, handed in once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.fieldwork.laid_out import LaidOut, lay_out
from hearten.domains.fieldwork.models import KeyedEntry, PaperForm
from hearten.domains.fieldwork.slots import Slot
from hearten.domains.fieldwork.typed import Difference, as_typed, differences, meaning, values_of
from hearten.domains.fieldwork.types import FormState
from hearten.domains.surveys.services import submit_response
from hearten.domains.surveys.services.checking import clean_values
from hearten.domains.surveys.services.fitting import check_items, with_zeros
from hearten.domains.surveys.services.preparing import settle_answers
from hearten.domains.surveys.types import Entry
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_

FIRST, SECOND, SETTLED = 1, 2, 3
_LONGEST_SECONDS = 7200


@transaction.atomic
def key_form(
    *, form_id: UUID, typed: Mapping[str, str], by: Actor, now: datetime, seconds: int = 0
) -> PaperForm:
    """Keep what `by` keyed in. The second person's entry that means the same as the first's hands the answer in at once.

    The same person's entry again changes nothing. Raises Invalid naming a field that can't be taken, Conflict when the
    form has been keyed twice already.
    """
    by.require(Permission.FIELDWORK_DO)
    form = _locked(form_id)
    if by.user_id is None:
        raise Invalid(N_("Forms are keyed by people."), field="typist")
    entries = list(KeyedEntry.objects.filter(form=form).order_by("turn"))
    if any(entry.typist_id == by.user_id for entry in entries):
        return form
    if len(entries) >= SECOND:
        raise Conflict(N_("This form has been keyed twice already."))
    sheet = lay_out(form.invitation, language=form.language)
    kept = _checked(sheet, typed)
    entry = _entry(form, len(entries) + 1, kept, by=by, now=now, seconds=seconds)
    if entry.turn == FIRST:
        form.state = FormState.KEYED_ONCE
        form.save(update_fields=["state"])
        return form
    found = differences(sheet.slots, entries[0].typed or {}, kept)
    if not found:
        return _hand_in(form, sheet, [*entries, entry], kept, by=by, now=now)
    form.state = FormState.DIFFERS
    form.save(update_fields=["state"])
    return form


@transaction.atomic
def settle_form(*, form_id: UUID, chosen: Mapping[str, str], by: Actor, now: datetime) -> PaperForm:
    """Say for each field in which the two entries differ what stands on the paper; then the answer is handed in.

    Raises Conflict for a form without differences, Invalid for a field that is left open. Whoever keyed the form may look,
    but a third person settles.
    """
    by.require(Permission.FIELDWORK_DO)
    form = _locked(form_id)
    if form.state == FormState.DONE:
        return form
    if form.state != FormState.DIFFERS or by.user_id is None:
        raise Conflict(N_("This form has no differences to settle."))
    one, two = KeyedEntry.objects.filter(form=form, turn__lte=SECOND).order_by("turn")
    if by.user_id in {one.typist_id, two.typist_id}:
        raise Invalid(
            N_("Somebody who has not keyed this form settles it."), hint=N_("Hand it to a third person.")
        )
    sheet = lay_out(form.invitation, language=form.language)
    settled = dict(one.typed or {})
    for found in differences(sheet.slots, one.typed or {}, two.typed or {}):
        if found.key not in chosen:
            raise Invalid(N_("Please say what stands on the paper here."), field=found.key)
        settled[found.key] = chosen[found.key]
    settled = _checked(sheet, settled)
    last = _entry(form, SETTLED, settled, by=by, now=now, seconds=0)
    return _hand_in(form, sheet, [one, two, last], settled, by=by, now=now)


def differing(form: PaperForm, sheet: LaidOut) -> list[tuple[Slot, Difference]]:
    """What is to be settled, field by field."""
    entries = list(KeyedEntry.objects.filter(form=form, turn__lte=SECOND).order_by("turn"))
    if len(entries) < SECOND:
        return []
    slots = {slot.key: slot for slot in sheet.slots}
    found = differences(sheet.slots, entries[0].typed or {}, entries[1].typed or {})
    return [(slots[one.key], one) for one in found]


def _checked(sheet: LaidOut, typed: Mapping[str, str]) -> dict[str, str]:
    """Typed text by field key, each field one that its question can take. Raises Invalid naming the field.

    What somebody wrote to a sensitive question without the yes it stands under is not kept, not even as typed.
    """
    kept = as_typed(sheet.slots, typed)
    given = clean_values(sheet.survey, values_of(sheet.slots, kept))
    values = {key: value for key, value in given.items() if value is not None}
    settled = settle_answers(sheet.survey, values, sheet.telling.context)
    shown = [item for item in sheet.survey.items if item.code in settled.items]
    check_items(shown, with_zeros(shown, settled.values), complete=False)
    refused = {field.key for item in sheet.survey.items if item.consent for field in item.fields()}
    refused &= set(settled.dropped)
    return {key: text for key, text in kept.items() if text and key not in refused}


def _entry(
    form: PaperForm, turn: int, typed: Mapping[str, str], *, by: Actor, now: datetime, seconds: int
) -> KeyedEntry:
    if by.user_id is None:
        raise Invalid(N_("Forms are keyed by people."), field="typist")
    return KeyedEntry.objects.create(
        form=form,
        customer_id=form.invitation.customer_id,
        turn=turn,
        typed=dict(typed),
        typist_id=by.user_id,
        typist_name=by.name[:80],
        typed_at=now,
        seconds=max(0, min(seconds, _LONGEST_SECONDS)),
    )


def _hand_in(
    form: PaperForm,
    sheet: LaidOut,
    entries: list[KeyedEntry],
    settled: Mapping[str, str],
    *,
    by: Actor,
    now: datetime,
) -> PaperForm:
    for entry in entries:
        entry.fields, entry.wrong = _score(sheet, entry.typed or {}, settled)
    KeyedEntry.objects.bulk_update(entries, ["fields", "wrong"])
    submit_response(
        invitation_id=form.invitation_id,
        answers=values_of(sheet.slots, settled),
        channel="paper",
        entered_by=Entry.PAPER,
        language=form.language,
        client_token=f"paper:{form.pk}",
        by=by,
        now=now,
    )
    form.state, form.done_at, form.done_by = FormState.DONE, now, by.label
    form.save(update_fields=["state", "done_at", "done_by"])
    return form


def _score(sheet: LaidOut, typed: Mapping[str, str], settled: Mapping[str, str]) -> tuple[int, int]:
    """Fields that carry something in the entry or in what was settled, and those of them that differ."""
    pairs = [(slot, typed.get(slot.key, ""), settled.get(slot.key, "")) for slot in sheet.slots]
    filled = [(slot, one, two) for slot, one, two in pairs if one or two]
    wrong = sum(meaning(slot, one) != meaning(slot, two) for slot, one, two in filled)
    return len(filled), wrong


def _locked(form_id: UUID) -> PaperForm:
    rows = PaperForm.objects.select_related("invitation__survey", "invitation__study")
    form = rows.select_for_update(of=("self",)).filter(pk=form_id).first()
    if form is None:
        raise NotFound(N_("There is no such form."))
    return form
