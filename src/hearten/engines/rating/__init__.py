"""What does a plan cost, for one person or for many? (docs/algorithms/pricing.md)"""

from hearten.engines.rating.columns import Prices, price_many
from hearten.engines.rating.single import Price, Step, StepKind, instalments, price_one
from hearten.engines.rating.tariff import Factor, Rounding, Scale, Tariff, compile_tariff

__all__ = [
    "Factor",
    "Price",
    "Prices",
    "Rounding",
    "Scale",
    "Step",
    "StepKind",
    "Tariff",
    "compile_tariff",
    "instalments",
    "price_many",
    "price_one",
]
