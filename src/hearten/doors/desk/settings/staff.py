"""Accounts of staff: who has one, opening one, closing one. Each change stands in the ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from hearten.base.accounts.models import User
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
    rows = User.objects.exclude(role=Role.MEMBER).order_by("display_name", "email")
    if text:
        rows = rows.filter(Q(display_name__icontains=text) | Q(email__istartswith=text))
    if role:
        rows = rows.filter(role=role)
    return rows if active is None else rows.filter(is_active=active)


def get_staff_for(actor: Actor, user_id: UUID) -> User:
    """One of the staff. Raises NotFound, also for a member's account."""
    actor.require(Permission.SETTINGS_VIEW)
    user = User.objects.exclude(role=Role.MEMBER).filter(pk=user_id).first()
    if user is None:
        raise NotFound(N_("There is no such account."))
    return user


@transaction.atomic
def open_staff_account(*, email: str, name: str, role: Role, language: str, by: Actor, now: datetime) -> User:
    """Open an account without a password: the person signs in by a code and may set one then."""
    by.require(Permission.SETTINGS_EDIT)
    if role is Role.MEMBER:
        raise Invalid(N_("Members get their account with their purchase."), field="role")
    taken = Invalid(N_("There is an account with this e-mail address already."), field="email")
    if User.objects.filter(email__iexact=email).exists():
        raise taken
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, None, role=role, display_name=name, language=language)
    except IntegrityError as error:
        raise taken from error
    append(ACCOUNT_OPENED, subject_id=user.pk, actor=by, now=now, facts={"role": role.value})
    return user


@transaction.atomic
def set_staff_account(*, user_id: UUID, active: bool, by: Actor, now: datetime) -> User:
    """Close an account (it can't sign in from then on) or open it again. Nobody closes their own."""
    by.require(Permission.SETTINGS_EDIT)
    user = User.objects.select_for_update().exclude(role=Role.MEMBER).filter(pk=user_id).first()
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
