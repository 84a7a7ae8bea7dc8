"""Accounts of staff: who has one, opening one, closing one. Each change stands in the ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearten.base.accounts.models import User
from hearten.base.accounts.selectors import find_staff, list_staff
from hearten.base.accounts.services import open_account_of_staff
from hearten.base.accounts.types import Actor, Permission, Role
from hearten.base.ledger.services import append
from hearten.base.ledger.types import register_kind
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_

ACCOUNT_OPENED = register_kind("accounts.staff_opened", N_("Account of staff opened"))
ACCOUNT_CLOSED = register_kind("accounts.staff_closed", N_("Account of staff closed"))
ACCOUNT_REOPENED = register_kind("accounts.staff_reopened", N_("Account of staff opened again"))


def list_staff_for(
    actor: Actor, *, text: str = "", role: str = "", active: bool | None = None
) -> QuerySet[User]:
    """Everybody who works here, by name; members are not among them."""
    actor.require(Permission.SETTINGS_VIEW)
    return list_staff(text=text, role=role, active=active)


def get_staff_for(actor: Actor, user_id: UUID) -> User:
    """One of the staff. Raises NotFound, also for a member's account."""
    actor.require(Permission.SETTINGS_VIEW)
    user = find_staff(user_id)
    if user is None:
        raise NotFound(N_("There is no such account."))
    return user


@transaction.atomic
def open_staff_account(*, email: str, name: str, role: Role, language: str, by: Actor, now: datetime) -> User:
    """Open an account without a password: the person signs in by a code and may set one then."""
    by.require(Permission.SETTINGS_EDIT)
    if role is Role.MEMBER:
        raise Invalid(N_("Members get their account with their purchase."), field="role")
    user = open_account_of_staff(email=email, name=name, role=role, language=language)
    append(ACCOUNT_OPENED, subject_id=user.pk, actor=by, now=now, facts={"role": role.value})
    return user


@transaction.atomic
def set_staff_account(*, user_id: UUID, active: bool, by: Actor, now: datetime) -> User:
    """Close an account (it can't sign in from then on) or open it again. Nobody closes their own."""
    by.require(Permission.SETTINGS_EDIT)
    user = find_staff(user_id, lock=True)
    if user is None:
        raise NotFound(N_("There is no such account."))
    if user.pk == by.user_id:
        raise Conflict(N_("You can't close your own account. Ask another administrator."))
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        kind = ACCOUNT_REOPENED if active else ACCOUNT_CLOSED
        append(kind, subject_id=user.pk, actor=by, now=now, facts={"role": str(user.role)})
    return user
