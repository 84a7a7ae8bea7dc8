"""Keeping the web server and the worker running side by side, and stopping both for good."""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

log = logging.getLogger(__name__)

STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1
_RESTART_WAIT_SECONDS = 2.0


class Kept(Protocol):
    """A process that is to stay up."""

    name: str
    started: float

    def start(self) -> None: ...

    def ended_with(self) -> int | None:
        """Its exit code; None while it runs."""

    def ask_to_stop(self) -> None: ...

    def stop(self) -> None:
        """Wait until it has stopped; not for ever."""


@dataclass
class Child:
    """One process of a command of its own."""

    name: str
    command: list[str]
    keep_open: tuple[int, ...] = ()  # files it takes over from us: the listening socket
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        # A session of its own: an interrupt at the terminal reaches us alone, and we stop the children in order.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
            pass_fds=self.keep_open,
        )
        self.started = time.monotonic()

    def ended_with(self) -> int | None:
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def stop(self) -> None:
        self.ask_to_stop()
        if self.process is None:
            return
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Copy:
    """A copy of this process (fork) that does `work`: it starts in a moment and shares the memory of what was read before."""

    name: str
    work: Callable[[], None]
    process: multiprocessing.process.BaseProcess | None = None
    started: float = 0.0

    def start(self) -> None:
        self.process = multiprocessing.get_context("fork").Process(target=self._run, name=self.name)
        self.process.start()
        self.started = time.monotonic()

    def _run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)  # ours are the supervisor's
        _die_with_parent()
        self.work()

    def ended_with(self) -> int | None:
        return self.process.exitcode if self.process else None

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def stop(self) -> None:
        self.ask_to_stop()
        if self.process is None:
            return
        self.process.join(STOP_SECONDS)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()


@dataclass
class Supervisor:
    """Starts the children, starts a dead one again, and stops all at an interrupt."""

    children: Sequence[Kept]
    on_stop: Callable[[], None]
    _stopping: bool = field(default=False, init=False)

    def run(self) -> int:
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        for child in self.children:
            child.start()
        try:
            while not self._stopping:
                time.sleep(0.2)
                for child in self.children:
                    self._look_after(child)
        finally:
            for child in self.children:
                child.ask_to_stop()
            for child in self.children:
                child.stop()
            self.on_stop()
        return 0

    def _look_after(self, child: Kept) -> None:
        if self._stopping or (code := child.ended_with()) is None:
            return
        log.error("%s ended with code %s; it is started again", child.name, code)
        time.sleep(max(0.0, _RESTART_WAIT_SECONDS - (time.monotonic() - child.started)))
        if not self._stopping:
            child.start()

    def _ask_to_stop(self, _signum: int, _frame: object) -> None:
        self._stopping = True


def python_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def hearten_command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from hearten.config.cli import main; main()", *arguments]


def _die_with_parent() -> None:
    """Ask Linux to end this child when the supervisor is killed, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == 1:
            os.kill(os.getpid(), signal.SIGTERM)
