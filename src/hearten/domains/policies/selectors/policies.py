"""Which policies may this actor see?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.selectors import may_claim_for
from hearten.domains.policies.models import Policy
from hearten.domains.policies.types import RUNNING
from hearten.domains.products.selectors import get_by_digest, get_version
from hearten.domains.products.types import Product
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_NO_SUCH_POLICY = N_("There is no such policy, or it is not yours to see.")


def get_policy(policy_id: UUID) -> Policy:
    """The policy, for services that have checked the right already."""
    policy = Policy.objects.filter(pk=policy_id).first()
    if policy is None:
        raise NotFound(_NO_SUCH_POLICY)
    return policy


def get_policy_for(actor: Actor, number_or_id: str | UUID) -> Policy:
    """One policy: for its holder, and for staff who may see policies. Else NotFound."""
    key = {"pk": number_or_id} if isinstance(number_or_id, UUID) else {"number": number_or_id}
    policy = Policy.objects.filter(**key).first()
    if policy is None or not (actor.owns(policy.customer_id) or actor.can(Permission.POLICIES_VIEW)):
        raise NotFound(_NO_SUCH_POLICY)
    return policy


def get_policy_of_application(application_id: UUID) -> Policy | None:
    """The policy that an application led to, for those who may see the application."""
    return Policy.objects.filter(application_id=application_id).first()


def list_policies_for(actor: Actor, customer_id: UUID) -> list[Policy]:
    """All policies of one customer: running ones first, then by their first day, newest first."""
    if not (actor.owns(customer_id) or actor.can(Permission.POLICIES_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    return _in_order(customer_id)


def count_running_policies(customer_id: UUID) -> int:
    """How many of a person's policies are pending or in force."""
    return Policy.objects.filter(customer_id=customer_id, state__in=RUNNING).count()


def policies_to_claim_on(actor: Actor, customer_id: UUID) -> list[Policy]:
    """The policies of a customer whom the actor is, or may make claims for; in the order of `list_policies_for`."""
    if not may_claim_for(actor, customer_id):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    return _in_order(customer_id)


def _in_order(customer_id: UUID) -> list[Policy]:
    rows = Policy.objects.filter(customer_id=customer_id).order_by("-inception", "number")
    return sorted(rows, key=lambda policy: policy.ended_on is not None)


def find_policies_for(actor: Actor, text: str = "") -> QuerySet[Policy]:
    """Policies whose number begins with `text`, or whose holder's number or name does; newest first."""
    actor.require(Permission.POLICIES_VIEW)
    rows = Policy.objects.select_related("customer").order_by("-issued_at", "-id")
    text = text.strip()
    if not text:
        return rows
    return rows.filter(
        Q(number__istartswith=text)
        | Q(customer__number__istartswith=text)
        | Q(customer__name__istartswith=text)
    )


def get_renewal_of(policy: Policy) -> Policy | None:
    """The policy that follows on this one."""
    return Policy.objects.filter(renewal_of=policy).first()


def product_of(policy: Policy) -> Product:
    """The version of the product that the policy was concluded on; without a look where `with_digest` has told which."""
    if digest := getattr(policy, "product_sha256", None):
        return get_by_digest(policy.product_code, digest)
    return get_version(policy.product_code, policy.product_version)
