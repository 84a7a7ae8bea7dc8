"""What does this plan cost many people at once? The same answers as one by one, to the fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.engines.rating.tariff import (
    LARGEST_AMOUNT,
    LARGEST_LOADING,
    LARGEST_SCALE_VALUE,
    Factor,
    Rounding,
    Tariff,
)
from hearten.kernel.money import BASIS_POINTS, MINOR_PER_MAJOR

Integers = NDArray[np.int64]
Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Prices:
    """Totals in fen, and which rows have a price; a row without one has total 0."""

    total: Integers
    priced: NDArray[np.bool_]


def price_many(tariff: Tariff, columns: Columns, *, loading_bp: Integers | None = None) -> Prices:
    """Price every row of `columns`: `age` and a scale's amount as integers, every other fact as text."""
    amount, priced = _base(tariff, columns)
    if tariff.scale:
        value = columns[tariff.scale.by].astype(np.int64)
        priced &= (value > 0) & (value <= LARGEST_SCALE_VALUE)
        amount = _half_up(amount * np.where(priced, value, 0), tariff.scale.unit)
        amount, priced = _within(amount, priced)
    for factor in tariff.factors:
        rate = _rates(factor, columns[factor.by])
        priced &= rate > 0
        amount, priced = _within(_half_up(amount * rate, BASIS_POINTS), priced)
    if loading_bp is not None:
        priced &= (loading_bp >= 0) & (loading_bp <= LARGEST_LOADING)
        rate = BASIS_POINTS + np.where(priced, loading_bp, 0)
        amount, priced = _within(_half_up(amount * rate, BASIS_POINTS), priced)
    if tariff.rounding is Rounding.HALF_UP_YUAN:
        amount = _half_up(amount, MINOR_PER_MAJOR) * MINOR_PER_MAJOR
    return Prices(np.where(priced, amount, 0), priced)


def _base(tariff: Tariff, columns: Columns) -> tuple[Integers, NDArray[np.bool_]]:
    age = columns["age"].astype(np.int64)
    band = np.searchsorted(np.asarray(tariff.ages), age, side="right") - 1
    priced = (band >= 0) & (age < tariff.until)
    sexes, place = np.unique(columns["sex"], return_inverse=True)
    table = np.array([tariff.column(str(sex)) for sex in sexes], dtype=np.int64).reshape(
        len(sexes), len(tariff.ages)
    )
    amount = table[place, np.where(priced, band, 0)]
    return np.where(priced, amount, 0), priced


def _rates(factor: Factor, column: NDArray[Any]) -> Integers:
    """The basis points of each row; 0 where the factor does not know the value."""
    values, place = np.unique(column, return_inverse=True)
    rates = np.array([factor.rate(str(value)) or 0 for value in values], dtype=np.int64)
    return rates[place]


def _half_up(numerator: Integers, denominator: int) -> Integers:
    return (2 * numerator + denominator) // (2 * denominator)


def _within(amount: Integers, priced: NDArray[np.bool_]) -> tuple[Integers, NDArray[np.bool_]]:
    fits = priced & (amount <= LARGEST_AMOUNT)
    return np.where(fits, amount, 0), fits
