"""The same steps compiled by Numba, event by event; None where Numba is not installed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from hearten.engines.costsharing.families import common, critical_illness, elementwise, income, spans


def numba_present() -> bool:
    return find_spec("numba") is not None


@cache
def loop_for(module: ModuleType) -> Callable[..., None] | None:
    """A loop over events with the step of `module` compiled into it."""
    if not numba_present():
        return None
    import numba

    _teach(numba)
    step = numba.njit(module.visit, _nrt=False, error_model="numpy")

    @numba.njit(nogil=True, error_model="numpy", _nrt=False)
    def loop(index: Any, events: Any, places: Any, rules: Any, state: Any, answer: Any) -> None:
        for k in range(len(index)):
            step(index[k], events, places, rules, state, answer)

    return loop  # type: ignore[no-any-return]


@cache
def _teach(numba: ModuleType) -> None:
    """Tell Numba how to do for one number what `elementwise` does for columns, and to compile the shared steps."""
    extending = numba.extending
    extending.overload(elementwise.pick)(
        lambda condition, yes, no: lambda condition, yes, no: yes if condition else no
    )
    extending.overload(elementwise.least)(lambda a, b: lambda a, b: min(b, a))
    extending.overload(elementwise.most)(lambda a, b: lambda a, b: max(b, a))
    for shared in (
        elementwise.share,
        elementwise.part,
        elementwise.later,
        elementwise.whole_months,
        spans.months_and_days,
        common.first_look,
        common.amount_paid,
        critical_illness._remember,
        income._lost,
        income._within_cap,
    ):
        extending.register_jitable(_nrt=False, error_model="numpy")(shared)
