"""How are the rules of asking changed? Each change is a new version with its reason; the newest is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.domains.surveys.field_types import RULES_CHANGED
from hearten.domains.surveys.models import AskingRulesVersion, SurveyVersion
from hearten.domains.surveys.reading import latest_versions
from hearten.domains.surveys.rules import check_rules
from hearten.domains.surveys.selectors.rules import rules_in_force
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_

# The rules are one thing of the house, so the ledger knows them by one identity.
RULES_ID = uuid5(UUID(int=0), "surveys.asking_rules")
LONGEST_REASON = 200


def change_rules(
    *,
    document: Mapping[str, Any],
    number: int,
    reason: str,
    moments: Iterable[str],
    by: Actor,
    now: datetime,
) -> AskingRulesVersion:
    """Put new rules into force. `number` is that of the rules they were made from; `moments` are those that are recorded.

    Raises Conflict when others have changed them meanwhile, Invalid naming the place of what can't be taken.
    """
    by.require(Permission.SURVEYS_FIELD)
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise Invalid(
            N_("Please say in a sentence why (at most %(most)s characters)."),
            field="reason",
            most=LONGEST_REASON,
        )
    surveys = set(latest_versions()) | set(SurveyVersion.objects.values_list("code", flat=True).distinct())
    check_rules(dict(document), surveys=surveys, moments=moments)
    if rules_in_force().number != number:
        raise Conflict(N_("Somebody else has changed the rules. Please look at them again."))
    try:
        with transaction.atomic():
            row = AskingRulesVersion.objects.create(
                number=number + 1, document=dict(document), reason=said, made_at=now, made_by=by.label
            )
            append(RULES_CHANGED, subject_id=RULES_ID, actor=by, now=now, facts={"number": row.number})
    except IntegrityError:
        raise Conflict(N_("Somebody else has changed the rules. Please look at them again.")) from None
    return row
