"""X3: a form on paper is keyed by two people, differences are settled by a third, and one answer comes of it."""

from __future__ import annotations

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.fieldwork.laid_out import lay_out
from hearten.domains.fieldwork.models import KeyedEntry
from hearten.domains.fieldwork.selectors.paper import find_form_for, paper_standing_for, typists_for
from hearten.domains.fieldwork.services import key_form, print_forms, settle_form
from hearten.domains.fieldwork.services.entering import differing
from hearten.domains.fieldwork.slots import How
from hearten.domains.surveys.models import Response
from hearten.kernel.errors import Conflict, HeartenError, Invalid, NotAllowed
from tests.domains.surveys.every_kind import ANSWERS
from tests.untouched import everything


def typed_of(sheet, answers):
    """What a typist keys for these answers: the printed numbers."""
    typed = {}
    for slot in sheet.slots:
        value = answers.get(slot.key)
        if value is None:
            continue
        number = {choice.value: choice.number for choice in slot.choices}
        if value in ("dk", ["dk"]):
            typed[slot.key] = "d"
        elif slot.how is How.PICKS:
            typed[slot.key] = " ".join(str(number[one]) for one in reversed(value))
        elif slot.how is How.ORDER:
            typed[slot.key] = "".join(str(value.index(choice.value) + 1) for choice in slot.choices)
        else:
            typed[slot.key] = str(number.get(value, value))
    return typed


@pytest.fixture
def printed(fielded, mei, staff, now):
    study, _rows = fielded("paper", [mei])
    (form,) = print_forms(study_id=study.pk, by=staff(Role.ANALYST), now=now)
    sheet = lay_out(form.invitation, language=form.language)
    return form, sheet, typed_of(sheet, ANSWERS)


def test_the_same_keyed_twice_is_handed_in_once(printed, staff, now):
    form, sheet, typed = printed
    assert {slot.key for slot in sheet.slots} >= set(ANSWERS), "all kinds but files have their place on paper"
    anna, bo = staff(Role.SERVICE_AGENT), staff(Role.SERVICE_AGENT)
    key_form(form_id=form.pk, typed=typed, by=anna, now=now)
    assert key_form(form_id=form.pk, typed=typed, by=anna, now=now).state == "keyed_once"
    full_width = {key: text.translate(str.maketrans("123", "１２３")) for key, text in typed.items()}
    done = key_form(form_id=form.pk, typed=full_width, by=bo, now=now)
    stored = Response.objects.get()
    assert (done.state, stored.entered_by, stored.channel) == ("done", "paper", "paper")
    assert {**stored.answers, **stored.sealed} == ANSWERS
    assert [line.wrong for line in typists_for(anna, form.study_id)] == [0, 0]
    with pytest.raises(Conflict):
        key_form(form_id=form.pk, typed=typed, by=staff(Role.SERVICE_AGENT), now=now)
    assert paper_standing_for(anna, form.study_id).done == 1


def test_differences_are_settled_by_a_third_and_counted(printed, staff, now):
    form, sheet, typed = printed
    anna, bo, cai = (staff(Role.SERVICE_AGENT) for _ in range(3))
    key_form(form_id=form.pk, typed=typed, by=anna, now=now)
    state = key_form(form_id=form.pk, typed=typed | {"nps": "0", "visits": "?"}, by=bo, now=now).state
    assert (state, Response.objects.count()) == ("differs", 0)
    found = {one.key: (one.first, one.second) for _slot, one in differing(form, sheet)}
    assert found == {"nps": ("9", "0"), "visits": ("3", "?")}
    before = everything()
    for who, chosen in (
        (anna, {"nps": "9", "visits": "?"}),
        (cai, {"nps": "9"}),
        (cai, {"nps": "11", "visits": "3"}),
    ):
        with pytest.raises(HeartenError):
            settle_form(form_id=form.pk, chosen=chosen, by=who, now=now)
    assert everything() == before
    settle_form(form_id=form.pk, chosen={"nps": "9", "visits": "?"}, by=cai, now=now)
    settle_form(form_id=form.pk, chosen={"nps": "1", "visits": "1"}, by=cai, now=now)
    stored = Response.objects.get()
    assert (stored.nps, stored.answers.get("visits")) == (9, None)
    assert list(KeyedEntry.objects.order_by("turn").values_list("wrong", flat=True)) == [1, 1, 0]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"csat": "6"}, "csat"), ({"nps": "d"}, "nps"), ({"order": "1123"}, "order"), ({"used": "1 1"}, "used"),
        ({"used": "1 2 3 4"}, "used"), ({"since": "2020-13-01"}, "since"), ({"visits": "abc"}, "visits"),
        ({"points.speed": "90"}, "points.speed"), ({"channel": "9"}, "channel"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_and_nothing_kept(printed, staff, now, wrong, where):
    form, _sheet, typed = printed
    with pytest.raises(Invalid) as refused:
        key_form(form_id=form.pk, typed=typed | wrong, by=staff(Role.SERVICE_AGENT), now=now)
    assert refused.value.field == where
    assert not KeyedEntry.objects.exists()


def test_gaps_on_paper_are_taken_and_codes_are_checked(printed, staff, now):
    form, _sheet, _typed = printed
    anna, bo = staff(Role.SERVICE_AGENT), staff(Role.SERVICE_AGENT)
    for who in (anna, bo):
        key_form(form_id=form.pk, typed={"nps": "7", "csat": "?"}, by=who, now=now)
    assert Response.objects.get().answers == {"nps": 7}, "a required question may stay empty on paper"
    assert find_form_for(anna, f"https://hearten.example/app/s/x#{form.code}.2").pk == form.pk
    swapped = form.code[:3] + form.code[4] + form.code[3] + form.code[5:]
    if swapped != form.code:
        with pytest.raises(Invalid):
            find_form_for(anna, swapped)
    with pytest.raises(NotAllowed):
        key_form(form_id=form.pk, typed={}, by=staff(Role.MARKETER), now=now)


def test_what_is_sensitive_is_not_kept_from_paper_without_its_yes(printed, staff, now):
    form, sheet, typed = printed
    refused = typed_of(sheet, {"agreed": False})
    for typist in (staff(Role.SERVICE_AGENT), staff(Role.SERVICE_AGENT)):
        key_form(form_id=form.pk, typed=typed | refused, by=typist, now=now)
    assert all("health" not in entry.typed for entry in KeyedEntry.objects.all())
    stored = Response.objects.get()
    assert "health" not in {**stored.answers, **stored.sealed}
