"""M3: accounts of staff are opened and closed by who may, and the ledger knows."""

from __future__ import annotations

from django.urls import reverse

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry


def test_open_and_close(door, user_of):
    admin = door(user_of(Role.ADMINISTRATOR))
    form = {
        "display_name": "何新",
        "email": "New@staff.example",
        "role": "examiner",
        "language": "zh-hans",
    }
    answer = admin.post(reverse("desk:settings_user_new"), form)
    made = User.objects.get(email="new@staff.example")
    assert answer.url == reverse("desk:settings_user", args=[made.pk])
    assert not made.has_usable_password()
    admin.post(answer.url, {"active": "0"})
    made.refresh_from_db()
    assert not made.is_active
    kinds = list(
        LedgerEntry.objects.filter(subject_id=made.pk).order_by("sequence").values_list("kind", flat=True)
    )
    assert kinds == ["accounts.staff_opened", "accounts.staff_closed"]


def test_bad_input_is_told_and_opens_nothing(door, user_of):
    admin, before = door(user_of(Role.ADMINISTRATOR)), User.objects.count()
    good = {
        "display_name": "何新",
        "email": "new@staff.example",
        "role": "examiner",
        "language": "zh-hans",
    }
    for change in (
        {"role": "member"},
        {"role": "emperor"},
        {"email": "x"},
        {"display_name": ""},
        {"email": "administrator@staff.example"},
    ):
        assert admin.post(reverse("desk:settings_user_new"), good | change).status_code == 422
    assert User.objects.count() == before


def test_nobody_closes_their_own(door, user_of):
    me = user_of(Role.ADMINISTRATOR)
    answer = door(me).post(reverse("desk:settings_user", args=[me.pk]), {"active": "0"})
    me.refresh_from_db()
    assert (answer.status_code, me.is_active) == (409, True)


def test_a_manager_sees_but_changes_nothing(door, user_of):
    other, manager = user_of(Role.EXAMINER), door(user_of(Role.MANAGER))
    assert manager.get(reverse("desk:settings")).status_code == 200
    assert manager.get(reverse("desk:settings_access")).status_code == 200
    assert manager.get(reverse("desk:settings_user_new")).status_code == 403
    manager.post(reverse("desk:settings_user", args=[other.pk]), {"active": "0"})
    other.refresh_from_db()
    assert other.is_active
    assert not LedgerEntry.objects.exists()


def test_members_are_not_staff(door, user_of, member_of, mei):
    user = member_of(mei)
    assert (
        door(user_of(Role.ADMINISTRATOR)).get(reverse("desk:settings_user", args=[user.pk])).status_code
        == 404
    )
