"""Which trials of other rules were made, and what came of one?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import RulesTrial
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


def list_trials_for(actor: Actor, product_code: str) -> QuerySet[RulesTrial]:
    """The trials of a product, newest first."""
    actor.require(Permission.INSIGHT_VIEW)
    return RulesTrial.objects.filter(product_code=product_code).order_by("-started_at")


def get_trial_for(actor: Actor, trial_id: UUID) -> RulesTrial:
    """One trial. Raises NotFound."""
    found = RulesTrial.objects.filter(pk=trial_id).first() if actor.can(Permission.INSIGHT_VIEW) else None
    if found is None:
        raise NotFound(N_("There is no such trial."))
    return found
