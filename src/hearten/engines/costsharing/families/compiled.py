"""The same steps compiled by Numba, event by event; None where Numba is not installed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
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
    numba: Any = import_module("numba")  # an extra: slow to load, and not always there

    _teach(numba)
    # Nothing here makes an array: without counting references to the columns it is four times as fast.
    step = numba.njit(module.visit, _nrt=False, error_model="numpy")

    @numba.njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
    def loop(  # noqa: PLR0917 -- see deciding.py
        index: Any, events: Any, places: Any, rules: Any, state: Any, answer: Any
    ) -> None:
        for k in range(len(index)):
            step(index[k], events, places, rules, state, answer)

    return loop  # type: ignore[no-any-return]


@cache
def _teach(numba: Any) -> None:
    """Tell Numba how to do for one number what `elementwise` does for columns, and to compile the shared steps."""
    extending = numba.extending
    for shared, single in (
        (elementwise.pick, _pick),
        (elementwise.least, _least),
        (elementwise.most, _most),
    ):
        extending.overload(shared, strict=False)(single)
    for helper in (
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
        extending.register_jitable(_nrt=False, error_model="numpy")(helper)


def _pick(condition: Any, yes: Any, no: Any) -> Any:
    return lambda condition, yes, no: yes if condition else no


def _least(a: Any, b: Any) -> Any:
    return lambda a, b: min(b, a)


def _most(a: Any, b: Any) -> Any:
    return lambda a, b: max(b, a)
