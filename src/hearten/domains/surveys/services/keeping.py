"""How is a value kept on the way, before an answer is handed in?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hearten.base.vault.services import keys_at_hand
from hearten.domains.surveys.models import Answer, Invitation
from hearten.domains.surveys.services.checking import Value
from hearten.domains.surveys.services.preparing import LONGEST_SECONDS
from hearten.domains.surveys.types import Field, FieldKind, Survey


def keep_values(
    invitation: Invitation,
    survey: Survey,
    cleaned: Mapping[str, Value | None],
    seconds: Mapping[str, int],
    *,
    now: datetime,
) -> None:
    """Keep clean values by field key, in two statements; None takes one back. Seconds count up, on a question's first field."""
    emptied = [key for key, value in cleaned.items() if value is None]
    if emptied:
        Answer.objects.filter(invitation=invitation, item__in=emptied).delete()
    kept = {key: value for key, value in cleaned.items() if value is not None}
    if not kept:
        return
    before = dict(Answer.objects.filter(invitation=invitation, item__in=kept).values_list("item", "seconds"))
    left = dict(seconds)
    rows = []
    for key, value in kept.items():
        field = survey.field(key)
        if field is None:
            continue
        spent = before.get(key, 0) + max(0, left.pop(field.item, 0))
        rows.append(_row(invitation, field, value, min(spent, LONGEST_SECONDS), now))
    sealed_for = invitation.customer_id or invitation.pk
    with keys_at_hand({sealed_for} if any(row.words for row in rows) else set()):
        Answer.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["invitation", "item"],
            update_fields=["number", "choices", "words", "seconds", "saved_at"],
        )


def _row(invitation: Invitation, field: Field, value: Value, seconds: int, now: datetime) -> Answer:
    return Answer(
        invitation=invitation,
        customer_id=invitation.customer_id,
        item=field.key,
        seconds=seconds,
        saved_at=now,
        **_columns(field, value),
    )


def _columns(field: Field, value: Value) -> dict[str, Any]:
    if field.kind in {FieldKind.WORDS, FieldKind.FILE}:
        return {"words": value}
    if field.sealed:
        return {"words": json.dumps(value)}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"number": float(value)}
    return {"choices": value}
