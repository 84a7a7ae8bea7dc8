"""Opening accounts, and remembering how their owners want pages to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def open_member_account(
    *, email: str, password: str | None, customer_id: UUID, name: str, language: str
) -> User:
    """An account for a customer. Without a password the person signs in by a code sent to the address."""
    hint = N_("Sign in first; then your details are filled in for you.")
    return _open(
        email,
        password,
        hint=hint,
        role=Role.MEMBER,
        customer_id=customer_id,
        display_name=name,
        language=language,
    )


def open_account_of_staff(*, email: str, name: str, role: Role, language: str) -> User:
    """An account without a password for somebody who works here. Raises Invalid when the address is taken."""
    return _open(email, None, hint=None, role=role, display_name=name, language=language)


def open_many(*, users: Sequence[User]) -> None:
    """Open the accounts that are not open yet; those there already stay as they are."""
    User.objects.bulk_create(users, ignore_conflicts=True)


def set_preferences(*, user: User, language: str | None = None, large_type: bool | None = None) -> User:
    """Remember how this person wants pages to be; what is None stays."""
    if language is not None:
        user.language = language
    if large_type is not None:
        user.large_type = large_type
    user.save(update_fields=["language", "large_type"])
    return user


def _open(email: str, password: str | None, *, hint: str | None, **facts: Any) -> User:
    taken = Invalid(N_("There is an account with this e-mail address already."), field="email", hint=hint)
    if User.objects.filter(email__iexact=email).exists():
        raise taken
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, **facts)
    except IntegrityError as error:
        raise taken from error
