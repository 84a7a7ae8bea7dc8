"""What do we hold about one person, and what of it does an erasure blank? Every model says so in its privacy declaration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedField

# Paths that end at a customer's identity. Others (a run of imports, a hospital) name no person.
_TO_A_PERSON = frozenset({"customer_id", "subject_id", "target_id"})


@dataclass(frozen=True)
class Holding:
    """The rows of one model about one person. `label` names the model (`claims.Claim`)."""

    label: str
    name: str
    privacy: Privacy
    rows: int
    sealed: bool

    @property
    def removed(self) -> bool:
        """Whether the rows go altogether: what is kept only while somebody is a customer."""
        return self.privacy.retain is Retain.WHILE_CUSTOMER

    @property
    def blanked(self) -> bool:
        """Whether something in the rows is emptied or can't be read any more; else they stay as they are."""
        return bool(self.privacy.scrub) or self.sealed


def holdings_of(subject_id: UUID) -> list[Holding]:
    """Everything that is held about a person, by model, with how many rows each has; models without any are left out."""
    found = []
    for model in _models():
        rows = _rows(model, subject_id).count()
        if rows:
            found.append(
                Holding(
                    label=model._meta.label,
                    name=str(model._meta.verbose_name),
                    privacy=_declared(model),
                    rows=rows,
                    sealed=any(isinstance(field, SealedField) for field in model._meta.concrete_fields),
                )
            )
    return found


def erasable_labels() -> list[str]:
    """The models that an erasure goes through, always in the same order."""
    return [model._meta.label for model in _models() if _removes(model) or _declared(model).scrub]


def blank(label: str, subject_id: UUID) -> int:
    """Empty (or remove) one model's rows about a person; run again it changes nothing more. Returns how many rows there were."""
    model = apps.get_model(label)
    rows = _rows(model, subject_id)
    if _removes(model):
        count = rows.count()
        rows.delete()
        return count
    return rows.update(**{name: empty_value(model, name) for name in _declared(model).scrub})


def empty_value(model: type[models.Model], name: str) -> Any:
    """What a blanked field holds. Raises TypeError for a field that knows no empty value: it can't be declared for scrubbing."""
    field = model._meta.get_field(name)
    if isinstance(field, models.ForeignObjectRel) or not isinstance(field, models.Field):
        raise TypeError(f"{model._meta.label}.{name} is no column")
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return field.get_default()
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.CharField | models.TextField):
        return ""
    raise TypeError(f"{model._meta.label}.{name} can't be blanked: let it be null")


def _models() -> Iterator[type[models.Model]]:
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        declared = getattr(model, "privacy", None)
        if isinstance(declared, Privacy) and _leads_to_a_person(declared):
            yield model


def _leads_to_a_person(declared: Privacy) -> bool:
    return declared.customer_path == "id" or declared.customer_path.rpartition("__")[2] in _TO_A_PERSON


def _declared(model: type[models.Model]) -> Privacy:
    declared: Privacy = model.privacy  # type: ignore[attr-defined]
    return declared


def _removes(model: type[models.Model]) -> bool:
    return _declared(model).retain is Retain.WHILE_CUSTOMER


def _rows(model: type[models.Model], subject_id: UUID) -> models.QuerySet[models.Model]:
    return model._default_manager.filter(**{_declared(model).customer_path: subject_id})
