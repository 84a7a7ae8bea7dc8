"""What do we hold about this person? Every model says in its privacy declaration what an export hands over (C3, PIPL art. 45)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from hearten.base.accounts.privacy import Privacy
from hearten.base.accounts.types import Actor
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


def export_of(actor: Actor, customer_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Everything to hand over, by kind of record, in the order it was made. Only the customer may take it."""
    if not actor.owns(customer_id):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    found: dict[str, list[dict[str, Any]]] = {}
    for model in apps.get_models():
        declared = getattr(model, "privacy", None)
        if not isinstance(declared, Privacy) or not declared.export:
            continue
        rows = model._default_manager.filter(**{declared.customer_path: customer_id}).order_by("pk")
        told = [{name: _plain(getattr(row, name)) for name in declared.export} for row in rows]
        if told:
            found[f"{model._meta.app_label}.{model._meta.model_name}"] = told
    return found


def _plain(value: Any) -> Any:
    """A value as JSON knows it; money stays whole minor units, a time keeps its zone."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
