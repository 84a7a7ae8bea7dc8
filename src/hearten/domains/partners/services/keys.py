"""Who speaks for a partner? Keys: made at the desk, shown once, revoked at once.

A secret is 32 random bytes, so that a plain digest tells nothing of it and nobody can try all of them.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import ROLE_PERMISSIONS, Actor, Permission, Role
from hearten.base.ledger.services import append
from hearten.domains.partners.models import ApiCall, ApiKey, Organization
from hearten.domains.partners.types import KEY_MADE, KEY_REVOKED, Scope
from hearten.kernel.errors import Invalid, NotAllowed, NotFound, Unavailable
from hearten.kernel.text import N_

PREFIX = "hk_"
LONGEST_NAME = 80
CALLS_PER_MINUTE = 120
KEPT = timedelta(days=365)
_MINUTE = timedelta(minutes=1)
_LONGEST_SECRET = 100


@transaction.atomic
def make_key(
    *, organization_id: UUID, name: str, scopes: Collection[Scope], by: Actor, now: datetime
) -> tuple[ApiKey, str]:
    """A new key and its secret, which nobody can read again. Raises Invalid without a name or a scope."""
    by.require(Permission.PARTNERS_EDIT)
    organization = Organization.objects.filter(pk=organization_id, active=True).first()
    if organization is None:
        raise NotFound(N_("There is no such organisation."))
    clean = name.strip()
    if not 0 < len(clean) <= LONGEST_NAME:
        raise Invalid(N_("A key has a name of at most %(most)d characters."), field="name", most=LONGEST_NAME)
    if not scopes:
        raise Invalid(N_("Say what the key may do."), field="scopes")
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        organization=organization,
        name=clean,
        digest=_digest(secret),
        ends_in=secret[-4:],
        scopes=sorted(Scope(scope).value for scope in scopes),
        created_by=by.label,
        created_at=now,
    )
    append(
        KEY_MADE,
        subject_id=organization.pk,
        actor=by,
        now=now,
        facts={"key": str(key.pk), "scopes": key.scopes},
    )
    return key, secret


@transaction.atomic
def revoke_key(*, key_id: UUID, by: Actor, now: datetime) -> ApiKey:
    """From now on the key opens nothing. A second time changes nothing."""
    by.require(Permission.PARTNERS_EDIT)
    key = ApiKey.objects.select_for_update().filter(pk=key_id).first()
    if key is None:
        raise NotFound(N_("There is no such key."))
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = now, by.label
        key.save(update_fields=["revoked_at", "revoked_by"])
        append(KEY_REVOKED, subject_id=key.organization_id, actor=by, now=now, facts={"key": str(key.pk)})
    return key


def open_with(secret: str, *, now: datetime) -> tuple[ApiKey, Actor]:
    """The key that `secret` is, and the actor that it makes: the partner, with no rights but over its own claims.

    Raises NotAllowed for a secret that is none, was revoked, or belongs to a partner that is closed.
    """
    found = None
    if secret.startswith(PREFIX) and len(secret) <= _LONGEST_SECRET:
        rows = ApiKey.objects.select_related("organization").filter(digest=_digest(secret))
        found = rows.filter(revoked_at=None, organization__active=True).first()
    if found is None:
        raise NotAllowed(
            N_("This key opens nothing."),
            hint=N_("Send “Authorization: Bearer” and a key that we gave you and nobody has revoked."),
        )
    if found.last_used_at is None or now - found.last_used_at > _MINUTE:
        ApiKey.objects.filter(pk=found.pk).update(last_used_at=now)
    return found, actor_of_key(found)


def actor_of_key(key: ApiKey) -> Actor:
    """The partner's system. The ledger names it by its key."""
    return Actor(
        user_id=key.pk,
        role=Role.PARTNER,
        name=key.organization.name,
        permissions=ROLE_PERMISSIONS[Role.PARTNER],
        organization_id=key.organization_id,
    )


def check_scope(key: ApiKey, scope: Scope) -> None:
    if scope.value not in key.scopes:
        raise NotAllowed(
            N_("This key may not do that (%(scope)s)."),
            hint=N_("Ask us for a key that may."),
            scope=scope.value,
        )


def check_rate(key: ApiKey, *, now: datetime) -> None:
    """Raises Unavailable for a key that has asked too often within the last minute."""
    if ApiCall.objects.filter(key=key, at__gt=now - _MINUTE).count() >= CALLS_PER_MINUTE:
        raise Unavailable(
            N_("More than %(most)d requests in a minute."),
            hint=N_("Try again in a minute."),
            most=CALLS_PER_MINUTE,
        )


def note_call(key: ApiKey, *, action: str, status: int, now: datetime) -> None:
    """One line of the access log."""
    ApiCall.objects.create(key=key, at=now, action=action[:60], status=status)


def forget_old_calls(*, now: datetime) -> int:
    """Delete the lines of the access log that are older than a year. Gives how many."""
    return ApiCall.objects.filter(at__lt=now - KEPT).delete()[0]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
