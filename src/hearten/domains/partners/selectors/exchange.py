"""Which partners exchange claims with us: their keys, and the accounts we settle to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.partners.models import ApiCall, ApiKey, DirectSettlement, Organization
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


@dataclass(frozen=True)
class SettlementAccount:
    """Where direct settlement pays to. Not for the eyes of members."""

    holder: str
    account: str


def list_organizations_for(actor: Actor, text: str = "") -> QuerySet[Organization]:
    """Organisations by name with the number of their open keys (`keys`), those with keys first."""
    actor.require(Permission.PARTNERS_EDIT)
    rows = (
        Organization.objects.filter(name__icontains=text.strip())
        if text.strip()
        else Organization.objects.all()
    )
    open_keys = ApiKey.objects.filter(revoked_at=None).values("organization_id").annotate(n=Count("pk"))
    holders = [row["organization_id"] for row in open_keys]
    return rows.annotate(has_key=Q(pk__in=holders)).order_by("-has_key", "name", "pk")


def get_organization_for(actor: Actor, organization_id: UUID) -> Organization:
    actor.require(Permission.PARTNERS_EDIT)
    found = Organization.objects.filter(pk=organization_id).first()
    if found is None:
        raise NotFound(N_("There is no such organisation."))
    return found


def get_organization(organization_id: UUID) -> Organization:
    """The organisation that a key speaks for."""
    return Organization.objects.get(pk=organization_id)


def list_keys_for(actor: Actor, organization_id: UUID) -> list[ApiKey]:
    """All keys of a partner, newest first, the revoked ones included."""
    actor.require(Permission.PARTNERS_EDIT)
    return list(ApiKey.objects.filter(organization_id=organization_id).order_by("-created_at"))


def list_calls_for(actor: Actor, organization_id: UUID, *, limit: int = 50) -> list[ApiCall]:
    """The newest requests that a partner's systems made."""
    actor.require(Permission.PARTNERS_EDIT)
    rows = ApiCall.objects.filter(key__organization_id=organization_id).select_related("key")
    return list(rows.order_by("-at", "-pk")[:limit])


def settlement_of(organization_id: UUID) -> DirectSettlement | None:
    return DirectSettlement.objects.filter(organization_id=organization_id).first()


def settlement_account(organization_id: UUID) -> SettlementAccount | None:
    """The account that direct settlement with this organisation pays to; None where none is agreed now."""
    agreed = DirectSettlement.objects.filter(organization_id=organization_id, active=True).first()
    if agreed is None or not agreed.account:
        return None
    return SettlementAccount(agreed.holder, agreed.account)


def account_holder(provider_code: str) -> str:
    """Whose account a claim of this hospital is paid to, as the bank knows it; empty when that is not known."""
    try:
        identity = UUID(provider_code)
    except ValueError:
        return ""
    rows = DirectSettlement.objects.filter(organization_id=identity).values_list("holder", flat=True)
    return rows.first() or ""
