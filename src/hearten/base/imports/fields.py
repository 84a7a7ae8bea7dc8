"""A column for amounts that must stay as exact as they came."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models


class ExactDecimal(models.Field):
    """PostgreSQL `numeric` without a scale: fourteen decimals stay fourteen decimals."""

    description = "Exact decimal number"

    def db_type(self, connection: Any) -> str:
        return "numeric"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    def get_prep_value(self, value: Any) -> Decimal | None:
        if isinstance(value, float):
            raise TypeError("a binary fraction is not exact; hand over a Decimal")
        return None if value is None else Decimal(value)
