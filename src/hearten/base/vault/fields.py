"""Model fields whose column holds sealed bytes and whose attribute gives the plain value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from hearten.base.vault.services import Erased, seal, unseal

if TYPE_CHECKING:
    # What the attribute gives is text or JSON, not the column's bytes; only reading can tell.
    _Column = models.BinaryField[Any, Any]
else:
    _Column = models.BinaryField


class SealedBytes(bytes):
    """Bytes as they lie in the database: still sealed."""


class SealedAttribute(DeferredAttribute):
    """Opens on first read; an erased person's field reads as None."""

    field: Any

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, SealedBytes):
            value = self.field.open(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(_Column):
    """Sealed with the key of the customer that attribute `subject` of the same row names."""

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, subject: str = "customer_id", **kwargs: Any) -> None:
        self.subject = subject
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "subject": self.subject}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> SealedBytes | None:
        return None if value is None else SealedBytes(value)

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, SealedBytes):
            return value
        subject: UUID = getattr(model_instance, self.subject)
        return SealedBytes(seal(subject, self._purpose, self.encode(value)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, SealedBytes):
            raise TypeError(f"{self.name} is sealed per customer: save instances, not querysets")
        return super().get_db_prep_value(None if value is None else bytes(value), connection, prepared)

    def open(self, instance: models.Model, sealed: SealedBytes) -> Any:
        subject: UUID = getattr(instance, self.subject)
        try:
            return self.decode(unseal(subject, self._purpose, bytes(sealed)))
        except Erased:
            return None

    def value_to_string(self, obj: models.Model) -> str:
        return str(getattr(obj, self.attname))

    @property
    def _purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def encode(self, value: Any) -> bytes:
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        raise NotImplementedError


class SealedText(SealedField):
    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, plain: bytes) -> str:
        return plain.decode()


class SealedJSON(SealedField):
    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)
