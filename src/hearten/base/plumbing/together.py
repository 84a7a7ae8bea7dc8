"""Doing once for many what many ask for at the same moment (group commit).

Each thread hands over its wish and waits its turn. Whoever's turn it is does all that wait by then, in one transaction; the
others find theirs done. A wish that comes alone is done at once; only when the turn before had company is there a wait of a
few milliseconds for more of it (as PostgreSQL's `commit_delay` with `commit_siblings`). So the busier it gets, the more share
the cost of one transaction. Processes need not know of each other; rows are locked by the database as ever.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import sleep
from typing import Generic, TypeVar

from django.db import connection

Wish = TypeVar("Wish")
Outcome = TypeVar("Outcome")


_LINGER_SECONDS = 0.008


@dataclass(eq=False)
class _Ticket(Generic[Wish, Outcome]):
    wish: Wish
    done: bool = False
    outcome: Outcome | None = None
    error: BaseException | None = None

    def result(self) -> Outcome:
        if self.error is not None:
            raise self.error
        return self.outcome  # type: ignore[return-value]


class Together(Generic[Wish, Outcome]):
    """`work` takes many wishes and gives the outcome of each, in order; it brings its own transaction.

    When `work` fails for many, each is tried by itself: what is wrong with one harms no other.
    """

    def __init__(self, work: Callable[[Sequence[Wish]], Sequence[Outcome]], *, most: int) -> None:
        self._work, self._most = work, most
        self._waiting: deque[_Ticket[Wish, Outcome]] = deque()
        self._turn = threading.Lock()
        self._had_company = False

    def __call__(self, wish: Wish) -> Outcome:
        """The outcome of `wish`, once it is committed. Within a transaction it is done there, alone. Raises what `work` raises."""
        if connection.in_atomic_block:
            (outcome,) = self._work([wish])
            return outcome
        ticket: _Ticket[Wish, Outcome] = _Ticket(wish)
        self._waiting.append(ticket)
        while not ticket.done:
            with self._turn:
                if not ticket.done:
                    self._do(self._next_ones())
        return ticket.result()

    def _next_ones(self) -> list[_Ticket[Wish, Outcome]]:
        if self._had_company and len(self._waiting) < self._most:
            sleep(_LINGER_SECONDS)
        tickets = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
        self._had_company = len(tickets) > 1
        return tickets

    def _do(self, tickets: list[_Ticket[Wish, Outcome]]) -> None:
        try:
            outcomes = self._work([ticket.wish for ticket in tickets])
            for ticket, outcome in zip(tickets, outcomes, strict=True):
                ticket.outcome = outcome
        except BaseException as error:  # noqa: BLE001 -- it belongs to whoever wished, and is raised there
            if len(tickets) > 1:
                for ticket in tickets:
                    self._do([ticket])
                return
            tickets[0].error = error
        for ticket in tickets:
            ticket.done = True
