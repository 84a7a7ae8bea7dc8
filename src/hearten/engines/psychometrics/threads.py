"""One thread for many small matrices: sharing 22 × 22 numbers between processors costs more than the sums themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

import scipy.linalg  # noqa: F401 -- loads SciPy's own linear algebra before it is counted below
from threadpoolctl import ThreadpoolController

Given = ParamSpec("Given")
Found = TypeVar("Found")


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def single_threaded(work: Callable[Given, Found]) -> Callable[Given, Found]:
    """`work` with linear algebra kept to the calling thread; the setting before is put back afterwards."""

    @wraps(work)
    def alone(*given: Given.args, **named: Given.kwargs) -> Found:
        with _controller().limit(limits=1, user_api="blas"):
            return work(*given, **named)

    return alone
