"""Which accounts are there? Who asks has checked the right already."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role


def list_staff(*, text: str = "", role: str = "", active: bool | None = None) -> QuerySet[User]:
    """Everybody who works here, by name; members are not among them."""
    rows = User.objects.exclude(role=Role.MEMBER).order_by("display_name", "email")
    if text:
        rows = rows.filter(Q(display_name__icontains=text) | Q(email__istartswith=text))
    if role:
        rows = rows.filter(role=role)
    return rows if active is None else rows.filter(is_active=active)


def find_staff(user_id: UUID, *, lock: bool = False) -> User | None:
    """One of the staff, with `lock` held until the transaction ends; None also for a member's account."""
    rows = User.objects.select_for_update() if lock else User.objects.all()
    return rows.exclude(role=Role.MEMBER).filter(pk=user_id).first()
