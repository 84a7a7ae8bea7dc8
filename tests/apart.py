"""Work in a process of its own, which may die in the middle of it, and waiting for what others do."""

from __future__ import annotations

import os
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from typing import IO, NoReturn

from django.db import connections


def run_apart(work: Callable[[], object]) -> tuple[int, str]:
    """The exit status of a process that does `work` on the test's database, and what it said when it broke.

    It is a copy of this one, so all is loaded already and what it replaces is replaced in the copy only.
    """
    connections.close_all()
    with tempfile.TemporaryFile("w+") as said:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", DeprecationWarning
            )  # the copy has no other threads, and needs none
            child = os.fork()
        if child == 0:
            _do(work, said)
        _, status = os.waitpid(child, 0)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read()


def _do(work: Callable[[], object], said: IO[str]) -> NoReturn:
    try:
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 -- whatever it is, the test shows it
        said.write(traceback.format_exc())
        said.flush()
    os._exit(1)


def until(holds: Callable[[], object], seconds: float = 20) -> bool:
    """Wait until `holds()`, however slow the machine is; False when it never did."""
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(held)
